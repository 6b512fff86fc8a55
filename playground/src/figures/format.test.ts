import { describe, expect, it } from "vitest";
import { formatBytes, formatDollars, formatDuration, formatShare, formatShort } from "./format.ts";

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
});
