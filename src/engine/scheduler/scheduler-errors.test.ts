import { describe, expect, it } from "vitest";
import { build, collect, drain, expected, numbers, request } from "./scheduler-world.ts";

describe("Scheduler with a row that failed", () => {
  it("ends that request once, with all its choices, and lets the others go on", () => {
    const world = build({ cells: 400 });
    world.scheduler.enqueue(request("lost", { choices: 3 }), numbers(10, 5));
    world.scheduler.enqueue(request("kept"), numbers(10, 30));
    const texts = new Map<string, string[]>();
    const errors: unknown[] = [];
    for (let step = 0; step < 3; step++) {
      const plan = world.scheduler.schedule()!;
      const result = world.device.run(plan);
      const rows = plan.rows.map(({ sequence }, index) => {
        const fails = step === 1 && sequence.request.source.id === "lost";
        const error = { code: "invalid-constraint", message: `choice ${sequence.choice}` } as const;
        return fails ? { tokens: [], acceptedDraft: 0, error } : result.rows[index]!;
      });
      const outputs = world.scheduler.apply(plan, { ...result, rows });
      world.scheduler.checkIntegrity();
      collect(outputs, texts);
      errors.push(
        ...outputs.flatMap(({ id, events }) => events.filter(({ type }) => type === "error").map(() => id)),
      );
    }
    expect(errors).toEqual(["lost"]);
    expect(world.scheduler.counts).toMatchObject({ requests: 1, running: 1 });
    expect(drain(world, texts).get("kept")![0]).toBe(expected(numbers(10, 30), 0, 20));
    world.memory.clear();
    expect(world.memory.cells).toMatchObject({ active: 0, cached: 0 });
  });
});
