import { describe, expect, it } from "vitest";
import { build, numbers, request } from "./scheduler-world.ts";

describe("StepCosts", () => {
  it("lets batch work take its part of the steps of streams, and none of those of prompts", () => {
    const world = build({ cells: 1000 });
    const step = (milliseconds: number) => {
      const plan = world.scheduler.schedule()!;
      world.scheduler.apply(plan, world.device.run(plan, milliseconds));
      return plan.rows.filter(({ sequence }) => sequence.request.source.priority === "batch").length;
    };
    for (let index = 0; index < 4; index++)
      world.scheduler.enqueue(
        request(`b${index}`, { priority: "batch", maximumTokens: 60 }),
        numbers(12, index),
      );
    step(48); // learned: a millisecond a token
    world.scheduler.enqueue(request("chat", { maximumTokens: 60 }), numbers(50, 9));
    expect(step(60)).toBe(0);
    expect(step(40)).toBe(0);
    expect(step(40)).toBeGreaterThan(0);
  });
});
