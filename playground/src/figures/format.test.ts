import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatDollars,
  formatDuration,
  formatMoment,
  formatRate,
  formatShare,
  formatShort,
  formatTime,
} from "./format.ts";

describe("figures", () => {
  it("are short enough to read and long enough to be right", () => {
    expect([999, 32_768, 1_047_576].map(formatShort)).toEqual(["999", "32.8k", "1.05M"]);
    expect([12, 1_500, 322_591_712].map(formatBytes)).toEqual(["12 B", "1.5 kB", "323 MB"]);
    expect([0, 0.0000124, 12.345, 1234.5].map(formatDollars)).toEqual([
      "$0.00",
      "$0.000012",
      "$12.35",
      "$1,234.50",
    ]);
    expect([5, 75, 3_700].map(formatDuration)).toEqual(["5 s", "1 min 15 s", "1 h 2 min"]);
    expect([formatShare(1, 3), formatShare(0, 0), formatShare(2, 2)]).toEqual(["33.3 %", "0 %", "100 %"]);
  });

  it("never show a unit that is full instead of the next one", () => {
    expect([320_000, 999_999, 999_999_999].map(formatShort)).toEqual(["320k", "1M", "1B"]);
    expect([999, 9_960, 999_900, 999_999_999].map(formatBytes)).toEqual([
      "999 B",
      "10 kB",
      "1.0 MB",
      "1.0 GB",
    ]);
    expect([59.7, 119.6, 3_599.6, 7_190].map(formatDuration)).toEqual([
      "1 min 0 s",
      "2 min 0 s",
      "1 h 0 min",
      "2 h 0 min",
    ]);
    expect([0, 9.46, 2_780.3].map(formatRate)).toEqual(["0", "9.5", "2,780"]);
  });

  it("tell times on one clock: in a table without this year's number, in full with the zone", () => {
    const midnight = new Date(2026, 10, 20, 0, 5);
    const seconds = midnight.getTime() / 1000;
    expect(formatTime(seconds, midnight.getTime())).toBe("Nov 20, 00:05");
    expect(formatTime(seconds, new Date(2027, 0, 1).getTime())).toBe("Nov 20, 2026, 00:05");
    expect(formatMoment(seconds)).toMatch(/^Nov 20, 2026, 00:05 \S+$/);
  });
});
