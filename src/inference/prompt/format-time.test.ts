import { describe, expect, it } from "vitest";
import { formatTime } from "./format-time.ts";

const time = new Date(2025, 3, 4, 0, 7, 9);

describe("formatTime", () => {
  it.each([
    ["%d %b %Y", "04 Apr 2025"],
    ["%A, %-d %B %y", "Friday, 4 April 25"],
    ["%a %H:%M:%S", "Fri 00:07:09"],
    ["%I:%M %p", "12:07 AM"],
    ["%Y-%m-%d 100%%", "2025-04-04 100%"],
    ["%-H", "0"],
    ["%Q %", "%Q %"],
  ])("writes %s as Python does", (format, expected) => {
    expect(formatTime(time, format)).toBe(expected);
  });

  it("knows noon from midnight", () => {
    expect(formatTime(new Date(2025, 0, 1, 12), "%I %p")).toBe("12 PM");
    expect(formatTime(new Date(2025, 0, 1, 13), "%I %p")).toBe("01 PM");
  });
});
