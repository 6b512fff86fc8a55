import { describe, expect, it } from "vitest";
import { reportedCachedTokens } from "./reported-cached-tokens.ts";

describe("reportedCachedTokens", () => {
  it("counts from 1,024 up in steps of 128, as the original service does", () => {
    const reused = [0, 1023, 1024, 1151, 1152, 1920, 2047];
    const reported = [0, 0, 1024, 1024, 1152, 1920, 1920];
    expect(reused.map((tokens) => reportedCachedTokens(tokens, "openai"))).toEqual(reported);
  });

  it("gives the exact number where that is wanted", () => {
    expect(reportedCachedTokens(37, "exact")).toBe(37);
  });
});
