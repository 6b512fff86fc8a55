import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { build, CONTEXT, collect, drain, expected, numbers, request } from "./scheduler-world.ts";

describe("Scheduler under random work", () => {
  it("gives every request the cache-less answer under random arrivals, cancels, interruptions and memory pressure", () => {
    const operation = fc.oneof(
      fc.record({
        kind: fc.constant("arrive" as const),
        family: fc.integer({ min: 0, max: 3 }),
        shared: fc.integer({ min: 0, max: 60 }),
        own: fc.integer({ min: 1, max: 30 }),
        choices: fc.integer({ min: 1, max: 3 }),
        batch: fc.boolean(),
        predicted: fc.option(fc.nat(7), { nil: undefined }),
        scope: fc.constantFrom("x", "y"),
      }),
      fc.record({
        kind: fc.constant("step" as const),
        count: fc.integer({ min: 1, max: 6 }),
        interrupted: fc.boolean(),
      }),
      fc.record({ kind: fc.constant("cancel" as const), which: fc.nat(50), inFlight: fc.boolean() }),
    );
    fc.assert(
      fc.property(
        fc.array(operation, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: CONTEXT, max: 400 }),
        fc.integer({ min: 1, max: 10 }),
        fc.boolean(),
        (operations, cells, slots, prefillApart) => {
          const world = build({
            cells,
            slots,
            maximumRunning: Math.min(slots, 6),
            promptLookup: true,
            prefillApart,
          });
          const texts = new Map<string, string[]>();
          const prompts = new Map<string, { prompt: number[]; choices: number }>();
          const cancelled = new Set<string>();
          let count = 0;
          const step = (between?: () => void, interrupted = false) => {
            const plan = world.scheduler.schedule();
            if (plan === undefined) return between?.();
            const result = world.device.run(plan, 10, interrupted && plan.interruptible);
            between?.();
            collect(world.scheduler.apply(plan, result), texts);
            world.scheduler.checkIntegrity();
          };
          for (const todo of operations) {
            if (todo.kind === "arrive") {
              const id = `r${count++}`;
              const prompt = [
                ...numbers(todo.shared, todo.family * 11),
                ...numbers(todo.own, count * 7),
              ].slice(0, 90);
              prompts.set(id, { prompt, choices: todo.choices });
              const priority = todo.batch ? "batch" : "interactive";
              const source = request(id, {
                choices: todo.choices,
                cacheScope: todo.scope,
                priority,
                maximumTokens: 8,
              });
              const prediction = [...expected(prompt, 0, 8)].map((letter) => letter.charCodeAt(0));
              if (todo.predicted !== undefined) prediction.splice(todo.predicted, 1, 1, 2);
              world.scheduler.enqueue(
                source,
                prompt,
                undefined,
                todo.predicted === undefined ? undefined : prediction,
              );
            } else if (todo.kind === "step") {
              for (let index = 0; index < todo.count; index++) step(undefined, todo.interrupted);
            } else {
              const id = `r${todo.which % Math.max(1, count)}`;
              const cancel = () => void (world.scheduler.cancel(id) && cancelled.add(id));
              if (todo.inFlight) step(cancel);
              else cancel();
            }
          }
          drain(world, texts);
          for (const [id, { prompt, choices }] of prompts) {
            for (let choice = 0; choice < choices; choice++) {
              const whole = expected(prompt, choice, 8);
              const got = texts.get(id)?.[choice] ?? "";
              if (cancelled.has(id)) expect(whole.startsWith(got)).toBe(true);
              else expect(got).toBe(whole);
            }
          }
          world.memory.clear();
          expect(world.memory.cells).toEqual({ total: cells, active: 0, cached: 0 });
        },
      ),
      { numRuns: 300 },
    );
  });
});
