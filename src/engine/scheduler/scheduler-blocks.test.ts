import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { build, collect, drain, expected, numbers, request } from "./scheduler-world.ts";

/** Tokens at the end of a sequence that are not worth a block. */
const SMALLEST_SAVED = 16;

describe("Scheduler with saved blocks", () => {
  it("takes a prefix back from saved blocks after it left the cells", () => {
    const world = build({ context: 700, cells: 700, blockBytes: 1e6 });
    const prompt = numbers(600);
    world.scheduler.enqueue(request("a", { maximumTokens: 1 }), prompt);
    drain(world);
    world.memory.clear();
    world.scheduler.enqueue(request("b", { maximumTokens: 1 }), [...prompt, 9, 9]);
    const before = world.device.computedTokens;
    drain(world);
    expect(world.device.computedTokens - before).toBe(2);
  });

  it("tells how much of newcomers' prompts is in no cache, and pins nothing by that", () => {
    const world = build({ context: 700, cells: 2_000, blockBytes: 1e6 });
    const { scheduler } = world;
    expect(scheduler.newcomerTokens).toBe(0);
    scheduler.enqueue(request("a", { maximumTokens: 1 }), numbers(600));
    expect(scheduler.newcomerTokens).toBe(600);
    drain(world);
    for (const id of ["b", "c"]) scheduler.enqueue(request(id), [...numbers(600), 9, 9]);
    expect(scheduler.newcomerTokens).toBe(4);
    world.memory.clear();
    expect(scheduler.newcomerTokens).toBe(4);
    expect([...world.blocks!.index.values()].every((block) => block.pins === 0)).toBe(true);
    world.device.run(scheduler.schedule()!);
    scheduler.enqueue(request("d"), numbers(50, 7));
    expect(scheduler.newcomerTokens).toBe(0);
  });

  it("computes what saved blocks turn out not to hold", () => {
    const world = build({ context: 700, cells: 700, blockBytes: 1e6 });
    const prompt = numbers(600);
    world.scheduler.enqueue(request("a", { maximumTokens: 5 }), prompt);
    const first = drain(world).get("a");
    world.memory.clear();
    world.device.refuseRestores = true;
    world.scheduler.enqueue(request("b", { maximumTokens: 5 }), prompt);
    expect(drain(world).get("b")).toEqual(first);
  });

  it("computes what there is no room to take back, where a block holds more than is wanted of it", () => {
    const world = build({ context: 300, cells: 300, blockBytes: 1e6 });
    const prompt = numbers(290);
    const branch = [...prompt.slice(0, 200), ...numbers(90, 33)];
    for (const [id, tokens] of Object.entries({ a: prompt, b: branch, c: prompt }))
      world.scheduler.enqueue(request(id, { maximumTokens: 1 }), tokens);
    const texts = drain(world);
    expect(texts.get("c")).toEqual(texts.get("a"));
    expect([...world.blocks!.index.values()].every((block) => block.pins === 0)).toBe(true);
  });

  it("sends batch work that stands still to saved blocks, but for the oldest, and takes it back from there", () => {
    const world = build({ context: 700, cells: 2_000, blockBytes: 1e6, prefillApart: true });
    const texts = new Map<string, string[]>();
    const step = () => {
      const plan = world.scheduler.schedule()!;
      collect(world.scheduler.apply(plan, world.device.run(plan)), texts);
      world.scheduler.checkIntegrity();
    };
    const prompts = [1, 2, 3].map((family) => numbers(300, family * 11));
    for (const [index, prompt] of prompts.entries())
      world.scheduler.enqueue(request(`line${index}`, { priority: "batch" }), prompt);
    while (world.device.computedTokens < 906) step();
    expect(world.scheduler.counts.running).toBe(3);
    world.scheduler.enqueue(request("chat", { maximumTokens: 3 }), numbers(5, 90));
    step();
    expect(world.scheduler.counts.running).toBe(2);
    drain(world, texts);
    for (const [index, prompt] of prompts.entries())
      expect(texts.get(`line${index}`)).toEqual([expected(prompt, 0, 20, 700)]);
    expect(world.device.computedTokens).toBeLessThan(906 + 3 * 20 + 10 + 3 * SMALLEST_SAVED);
  });

  it("gives the cache-less answer while blocks are saved, restored, evicted and lost", () => {
    const operation = fc.oneof(
      fc.record({
        kind: fc.constant("arrive" as const),
        family: fc.integer({ min: 0, max: 2 }),
        shared: fc.integer({ min: 0, max: 500 }),
        own: fc.integer({ min: 1, max: 60 }),
        batch: fc.boolean(),
      }),
      fc.record({ kind: fc.constant("step" as const), count: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ kind: fc.constant("evict" as const), block: fc.option(fc.nat(30), { nil: undefined }) }),
      fc.record({ kind: fc.constant("cancel" as const), which: fc.nat(20) }),
      fc.record({ kind: fc.constant("refuse" as const), refuse: fc.boolean() }),
    );
    fc.assert(
      fc.property(
        fc.array(operation, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 600, max: 1500 }),
        fc.integer({ min: 400, max: 6000 }),
        fc.boolean(),
        (operations, cells, blockBytes, prefillApart) => {
          const world = build({ context: 600, cells, blockBytes, maximumRunning: 4, prefillApart });
          const texts = new Map<string, string[]>();
          const prompts = new Map<string, number[]>();
          for (const todo of operations) {
            if (todo.kind === "arrive") {
              const id = `r${prompts.size}`;
              const prompt = [
                ...numbers(todo.shared, todo.family * 11),
                ...numbers(todo.own, prompts.size * 7),
              ];
              prompts.set(id, prompt);
              const priority = todo.batch ? "batch" : "interactive";
              world.scheduler.enqueue(request(id, { maximumTokens: 6, priority }), prompt);
            } else if (todo.kind === "step") {
              for (let index = 0; index < todo.count; index++) {
                const plan = world.scheduler.schedule();
                if (plan === undefined) break;
                collect(world.scheduler.apply(plan, world.device.run(plan)), texts);
                world.scheduler.checkIntegrity();
                world.blocks!.index.checkIntegrity();
              }
            } else if (todo.kind === "evict") {
              const blocks = [...world.blocks!.index.values()];
              if (todo.block === undefined) world.memory.clear();
              else if (blocks.length > 0) world.blocks!.drop(blocks[todo.block % blocks.length]!.key);
            } else if (todo.kind === "cancel") {
              const id = `r${todo.which % Math.max(1, prompts.size)}`;
              if (world.scheduler.cancel(id)) prompts.set(id, []);
            } else {
              world.device.refuseRestores = todo.refuse;
            }
          }
          drain(world, texts);
          for (const [id, prompt] of prompts) {
            if (prompt.length > 0) expect(texts.get(id)?.[0] ?? "").toBe(expected(prompt, 0, 6, 600));
          }
          expect([...world.blocks!.index.values()].every((block) => block.pins === 0)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });
});
