import { describe, expect, it } from "vitest";
import { goDuration } from "./limit-state.ts";

describe("goDuration", () => {
  it.each([
    [0, "0s"],
    [-5, "0s"],
    [0.2, "1ms"],
    [174, "174ms"],
    [1_000, "1s"],
    [8_640, "8.64s"],
    [60_000, "1m0s"],
    [360_000, "6m0s"],
    [432_000, "7m12s"],
    [3_600_000, "1h0m0s"],
  ])("writes %d milliseconds as %s", (milliseconds, text) => {
    expect(goDuration(milliseconds)).toBe(text);
  });
});
