import { describe, expect, it } from "vitest";
import { build, expected, numbers, request } from "./scheduler-world.ts";

describe("Scheduler with drafts", () => {
  it("follows a prediction, finds it again after changes, and never lets it change the answer", () => {
    const prompt = Array.from({ length: 40 }, (_, last) => [3, 1, last + 1]).find(
      (tokens) => expected(tokens, 0, 60).length > 45,
    )!;
    const whole = expected(prompt, 0, 60);
    const tokens = [...whole].map((letter) => letter.charCodeAt(0));
    const predictions = {
      same: tokens,
      inserted: [...tokens.slice(0, 9), 1, 2, 3, ...tokens.slice(9)],
      deleted: [...tokens.slice(0, 9), ...tokens.slice(12)],
      replaced: [...tokens.slice(0, 9), 1, 1, ...tokens.slice(11)],
      reordered: [...tokens.slice(12), ...tokens.slice(0, 12)],
      useless: numbers(60),
    };
    const steps: Record<string, number> = {};
    for (const [name, prediction] of Object.entries(predictions)) {
      const world = build();
      world.scheduler.enqueue(request(name, { maximumTokens: 60 }), prompt, undefined, prediction);
      let text = "";
      for (steps[name] = 0; world.scheduler.hasWork; steps[name]++) {
        const plan = world.scheduler.schedule()!;
        for (const { events } of world.scheduler.apply(plan, world.device.run(plan))) {
          for (const event of events) {
            if (event.type === "text-delta") text += event.text;
            if (event.type !== "choice-end") continue;
            const { completionTokens, rejectedPredictionTokens } = event.usage;
            expect(completionTokens - rejectedPredictionTokens).toBe(whole.length);
          }
        }
        world.scheduler.checkIntegrity();
      }
      expect(text).toBe(whole);
    }
    expect(steps.same).toBeLessThan(whole.length / 3);
    for (const name of ["inserted", "deleted", "replaced", "reordered"]) {
      expect(steps[name]).toBeLessThan(whole.length / 1.5);
    }
    expect(steps.useless).toBeLessThanOrEqual(whole.length + 2);
  });
});
