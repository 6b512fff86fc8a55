import { describe, expect, it } from "vitest";
import { byteSize, formatBytes } from "./byte-size.ts";

describe("byteSize", () => {
  it.each([
    [1024, 1024],
    ["1024", 1024],
    ["1KiB", 1024],
    ["1.5 GiB", 1_610_612_736],
    ["2 gb", 2_000_000_000],
  ])("reads %j", (input, bytes) => expect(byteSize.parse(input)).toBe(bytes));

  it.each(["", "-1", "GB", "1 XB", "1e9", -1, Number.NaN, "99999999999999TiB"])("refuses %j", (input) => {
    expect(byteSize.safeParse(input).success).toBe(false);
  });
});

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1536, "1.5 KiB"],
    [637_000_000, "607 MiB"],
    [5 * 2 ** 40, "5.0 TiB"],
  ])("writes %d as %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});
