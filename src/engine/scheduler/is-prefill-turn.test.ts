import { describe, expect, it } from "vitest";
import { build, expected, numbers, request, type WorldOptions } from "./scheduler-world.ts";

/** How many prompts, and how many streams, each step of eight lines of a batch has. */
function stepsOf(options: WorldOptions) {
  const world = build({ maximumRunning: 4, budget: 200, ...options });
  const lines = Array.from({ length: 8 }, (_, n) => ({ id: `line${n}`, prompt: numbers(6 + n, n * 5) }));
  for (const { id, prompt } of lines) {
    world.scheduler.enqueue(request(id, { priority: "batch", maximumTokens: 4 + Number(id.at(-1)) }), prompt);
  }
  const steps: { prompts: number; streams: number }[] = [];
  const texts = new Map<string, string>();
  while (world.scheduler.hasWork) {
    const plan = world.scheduler.schedule()!;
    const prompts = plan.rows.filter((row) => row.to - row.from > 1).length;
    steps.push({ prompts, streams: plan.rows.length - prompts });
    for (const { id, events } of world.scheduler.apply(plan, world.device.run(plan))) {
      for (const event of events) {
        if (event.type === "text-delta") texts.set(id, (texts.get(id) ?? "") + event.text);
      }
    }
    world.scheduler.checkIntegrity();
  }
  for (const [n, { id, prompt }] of lines.entries()) expect(texts.get(id)).toBe(expected(prompt, 0, 4 + n));
  return steps;
}

describe("prompts and streams of batch work", () => {
  it("are computed in steps of their own where they are to be apart", () => {
    const steps = stepsOf({ prefillApart: true });
    expect(steps.filter(({ prompts, streams }) => prompts > 0 && streams > 0)).toEqual([]);
    expect(steps.some(({ prompts }) => prompts > 0)).toBe(true);
    expect(steps.some(({ streams }) => streams > 1)).toBe(true);
  });

  it("share their steps elsewhere", () => {
    const steps = stepsOf({ prefillApart: false });
    expect(steps.some(({ prompts, streams }) => prompts > 0 && streams > 0)).toBe(true);
  });

  it("get on where memory has no room for another prompt", () => {
    stepsOf({ prefillApart: true, cells: 96 });
  });
});
