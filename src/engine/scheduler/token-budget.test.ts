import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TokenBudget } from "./token-budget.ts";

const create = (maximum = 512) =>
  new TokenBudget({ maximum, streamingMilliseconds: 200, idleMilliseconds: 1000 });

/** Runs steps on a machine that takes `base + perToken × tokens` milliseconds, with some noise. */
function run(
  budget: TokenBudget,
  machine: { base: number; perToken: number },
  steps: number,
  streams: number,
) {
  let last = 0;
  for (let step = 0; step < steps; step++) {
    const noise = 1 + 0.1 * Math.sin(step * 7.3);
    // A decode alone, as between two prompts, then a prompt's chunk beside the streams.
    budget.observe({ tokens: 1, milliseconds: (machine.base + machine.perToken) * noise });
    const prefill = budget.prefillTokens(streams);
    const tokens = prefill + streams;
    last = (machine.base + machine.perToken * tokens) * noise;
    budget.observe({ tokens, milliseconds: last });
  }
  return last;
}

describe("TokenBudget", () => {
  it("comes to steps in which streams are half as fast as alone, on machines of every speed", () => {
    for (const machine of [
      { base: 20, perToken: 2 },
      { base: 40, perToken: 8 },
      { base: 60, perToken: 1 },
    ]) {
      const alone = machine.base + 2 * machine.perToken;
      const milliseconds = run(create(), machine, 60, 2);
      expect(milliseconds).toBeGreaterThan(1.5 * alone);
      expect(milliseconds).toBeLessThan(2.5 * alone);
    }
  });

  it("lets streams of a fast machine wait as long as nobody notices, and no stream longer than it may", () => {
    const fast = run(create(2048), { base: 5, perToken: 0.05 }, 60, 2);
    expect(fast).toBeGreaterThan(35);
    expect(fast).toBeLessThan(65);
    const slow = run(create(), { base: 160, perToken: 2 }, 60, 2);
    expect(slow).toBeGreaterThan(170);
    expect(slow).toBeLessThan(240);
  });

  it("takes longer steps where nobody streams", () => {
    const budget = create();
    run(budget, { base: 20, perToken: 3 }, 60, 2);
    expect(budget.prefillTokens(0)).toBeGreaterThan(4 * budget.prefillTokens(1));
    expect(budget.prefillTokens(0, "newcomers", 300)).toBeGreaterThan(budget.prefillTokens(1));
    expect(20 + 3 * budget.prefillTokens(0, "newcomers", 300)).toBeLessThan(320);
  });

  it("follows a machine that becomes slower, and one that becomes faster", () => {
    const budget = create();
    run(budget, { base: 10, perToken: 1 }, 50, 1);
    const before = budget.prefillTokens(1);
    run(budget, { base: 40, perToken: 4 }, 50, 1);
    const slower = budget.prefillTokens(1);
    expect(slower).toBeLessThan(before / 2);
    run(budget, { base: 10, perToken: 1 }, 50, 1);
    expect(budget.prefillTokens(1)).toBeGreaterThan(before * 0.8);
  });

  it("is not thrown off by one interrupted step", () => {
    const budget = create();
    run(budget, { base: 20, perToken: 0.3 }, 50, 1);
    const before = budget.prefillTokens(1);
    budget.observe({ tokens: 100, milliseconds: 500 });
    expect(budget.prefillTokens(1)).toBeGreaterThan(before / 2);
  });

  it("begins with a guess that a slow machine can stand", () => {
    expect(create().prefillTokens(1)).toBe(8);
    expect(create().prefillTokens(0)).toBe(128);
    expect(create(16).prefillTokens(0)).toBe(16);
  });

  it("never takes more than a batch holds, nor so little that a prompt stands still", () => {
    const step = fc.record({
      tokens: fc.integer({ min: 1, max: 600 }),
      milliseconds: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true })),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 20 }),
        fc.integer({ min: 1, max: 600 }),
        fc.nat(700),
        (steps, maximum, decodeTokens) => {
          const budget = create(maximum);
          for (const each of steps) budget.observe(each);
          const tokens = budget.prefillTokens(decodeTokens);
          const room = Math.max(0, maximum - decodeTokens);
          expect(Number.isInteger(tokens)).toBe(true);
          expect(tokens).toBeLessThanOrEqual(room);
          expect(tokens).toBeGreaterThanOrEqual(Math.min(3, room));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("knows what to do where a step took no time at all", () => {
    const budget = create();
    budget.observe({ tokens: 1, milliseconds: 200 });
    budget.observe({ tokens: 50, milliseconds: 0 });
    expect(budget.prefillTokens(1)).toBeGreaterThanOrEqual(3);
  });
});
