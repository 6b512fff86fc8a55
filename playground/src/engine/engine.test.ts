import { describe, expect, it } from "vitest";
import { type EngineReading, ratesOf } from "./engine.ts";

const reading = (at: number, generated: number) =>
  ({ at, engines: [{ id: "a", tokens: { generated } }] }) as unknown as EngineReading;

describe("the engine's rates", () => {
  it("are tokens a second between readings, and never negative after a restart", () => {
    const readings = [reading(0, 10), reading(1_000, 30), reading(3_000, 40), reading(4_000, 0)];
    expect(ratesOf(readings, "a", ({ tokens }) => tokens.generated)).toEqual([20, 5, 0]);
    expect(ratesOf(readings, "b", ({ tokens }) => tokens.generated)).toEqual([]);
  });
});
