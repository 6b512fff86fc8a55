import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BlockStore } from "../blocks/block-store.ts";
import { BlockTier } from "../blocks/block-tier.ts";
import type { GenerateRequest } from "../generate-request.ts";
import { SequenceMemory } from "../memory/sequence-memory.ts";
import { RadixPrefixCache } from "../prefix-cache/radix-prefix-cache.ts";
import { type RequestOutput, Scheduler } from "./scheduler.ts";
import { type NextToken, SimulatedDevice } from "./simulated-device.ts";
import { TokenBudget } from "./token-budget.ts";

const END = 0;
const next: NextToken = (tokens, choice) => {
  let hash = 17 + choice;
  for (const token of tokens) hash = (Math.imul(hash, 31) + token) >>> 0;
  return hash % 23 === 0 ? END : 97 + (hash % 26);
};

interface Options {
  readonly cells?: number;
  readonly slots?: number;
  readonly sharing?: boolean;
  readonly maximumRunning?: number;
  readonly maximumQueued?: number;
  readonly budget?: number;
  readonly promptLookup?: boolean;
  readonly context?: number;
  /** Memory for saved blocks; absent: none are saved. A token takes four bytes. */
  readonly blockBytes?: number;
}

const CONTEXT = 96;

function createBlocks(memoryBudget: number) {
  const store = new BlockStore({
    memoryBudget,
    diskBudget: 0,
    disk: undefined,
    clock: () => 0,
    onWarning: () => {},
  });
  const { index } = store;
  return { store, tier: new BlockTier({ index, fingerprint: "f", defaultRetention: "24h", clock: () => 0 }) };
}

function build(options: Options = {}) {
  const blocks = options.blockBytes === undefined ? undefined : createBlocks(options.blockBytes);
  const cells = options.cells ?? 400;
  const memory = new SequenceMemory({
    cells,
    slots: options.slots ?? 12,
    sharing: options.sharing ?? true,
    cache: new RadixPrefixCache(),
  });
  const scheduler = new Scheduler({
    contextLength: options.context ?? CONTEXT,
    batchTokens: 64,
    draftTokens: 48,
    ...(blocks !== undefined && { blocks: blocks.tier }),
    maximumRunning: options.maximumRunning ?? 8,
    maximumQueued: options.maximumQueued ?? 1000,
    memory,
    budget: new TokenBudget({
      maximum: options.budget ?? 64,
      streamingMilliseconds: 200,
      idleMilliseconds: 1000,
    }),
    vocabulary: { pieceBytes: (token) => Uint8Array.of(token), isEndOfGeneration: (token) => token === END },
    promptLookup: options.promptLookup ?? false,
  });
  return { scheduler, memory, device: new SimulatedDevice(next, blocks?.store), blocks: blocks?.store };
}

function request(id: string, options: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    id,
    prompt: [],
    priority: "interactive",
    choices: 1,
    maximumTokens: 20,
    sampling: { temperature: 0, topP: 1, seed: 1, frequencyPenalty: 0, presencePenalty: 0, logitBias: [] },
    stop: [],
    cacheScope: "scope",
    ...options,
  };
}

const numbers = (length: number, start = 1) =>
  Array.from({ length }, (_, index) => ((start + index) % 50) + 1);

/** Runs until nothing is left; returns each request's text per choice. */
function drain({ scheduler, device }: ReturnType<typeof build>, texts = new Map<string, string[]>()) {
  for (let steps = 0; scheduler.hasWork; steps++) {
    if (steps > 5000) throw new Error("no end in sight");
    const plan = scheduler.schedule();
    if (plan === undefined) throw new Error("work is left, but nothing is planned");
    collect(scheduler.apply(plan, device.run(plan)), texts);
    scheduler.checkIntegrity();
  }
  // What is left to do in the cache once the last answer is out.
  for (let plan = scheduler.schedule(); plan !== undefined; plan = scheduler.schedule()) device.run(plan);
  return texts;
}

function collect(outputs: readonly RequestOutput[], texts: Map<string, string[]>) {
  for (const { id, events } of outputs) {
    for (const event of events) {
      if (event.type !== "text-delta") continue;
      const choices = texts.get(id) ?? [];
      texts.set(id, choices);
      choices[event.choice] = (choices[event.choice] ?? "") + event.text;
    }
  }
}

/** What the model says with nothing shared, batched or cached. */
function expected(
  prompt: readonly number[],
  choice: number,
  maximumTokens: number,
  context = CONTEXT,
): string {
  const tokens = [...prompt];
  let text = "";
  while (text.length < maximumTokens && tokens.length < context) {
    const token = next(tokens, choice);
    if (token === END) break;
    tokens.push(token);
    text += String.fromCharCode(token);
  }
  return text;
}

describe("Scheduler", () => {
  it("generates what the model says and ends each request once", () => {
    const world = build();
    world.scheduler.enqueue(request("a"), numbers(10));
    const events = [];
    while (world.scheduler.hasWork) {
      const plan = world.scheduler.schedule()!;
      for (const output of world.scheduler.apply(plan, world.device.run(plan))) events.push(...output.events);
    }
    expect(events[0]).toEqual({ type: "started", promptTokens: 10, cachedTokens: 0 });
    expect(events.filter((event) => event.type === "choice-end")).toHaveLength(1);
    expect(events.filter((event) => event.type === "end")).toHaveLength(1);
    expect(events.at(-1)).toEqual({ type: "end" });
  });

  it("computes a common prefix once, also for requests that arrive in the same instant", () => {
    const world = build({ cells: 1000 });
    const prefix = numbers(60);
    for (let index = 0; index < 8; index++)
      world.scheduler.enqueue(request(`r${index}`), [...prefix, 60 + index]);
    drain(world);
    expect(world.device.computedTokens).toBeLessThan(60 + 8 * 22 + 8);
  });

  it("shares one prefill among the choices of a request", () => {
    const world = build({ cells: 1000 });
    world.scheduler.enqueue(request("a", { choices: 4, maximumTokens: 1 }), numbers(50));
    drain(world);
    expect(world.device.computedTokens).toBe(50 + 3);
  });

  it("reports as cached exactly what it reused", () => {
    const world = build();
    world.scheduler.enqueue(request("a", { maximumTokens: 1 }), numbers(40));
    drain(world);
    world.scheduler.enqueue(request("b", { maximumTokens: 1 }), [...numbers(40), 7, 8]);
    const plan = world.scheduler.schedule()!;
    const outputs = world.scheduler.apply(plan, world.device.run(plan));
    expect(outputs[0]!.events[0]).toEqual({ type: "started", promptTokens: 42, cachedTokens: 40 });
  });

  it("never shares between scopes", () => {
    const world = build();
    world.scheduler.enqueue(request("a", { maximumTokens: 1 }), numbers(40));
    drain(world);
    world.scheduler.enqueue(request("b", { maximumTokens: 1, cacheScope: "other" }), numbers(40));
    drain(world);
    expect(world.device.computedTokens).toBe(80);
  });

  it("keeps streams moving while a long prompt is prefilled", () => {
    const world = build({ cells: 1000, budget: 16 });
    world.scheduler.enqueue(request("stream"), numbers(3));
    let plan = world.scheduler.schedule()!;
    world.scheduler.apply(plan, world.device.run(plan));
    world.scheduler.enqueue(request("long"), numbers(90, 5));
    plan = world.scheduler.schedule()!;
    expect(plan.rows.map((row) => row.sequence.request.source.id)).toEqual(["stream", "long"]);
    expect(plan.tokenCount).toBeLessThanOrEqual(17);
  });

  it("lets batch work stand still while interactive work runs", () => {
    const world = build({ cells: 1000 });
    world.scheduler.enqueue(request("batch", { priority: "batch" }), numbers(10));
    let plan = world.scheduler.schedule()!;
    world.scheduler.apply(plan, world.device.run(plan));
    world.scheduler.enqueue(request("chat"), numbers(10, 9));
    plan = world.scheduler.schedule()!;
    expect(plan.rows.map((row) => row.sequence.request.source.id)).toEqual(["chat"]);
    world.scheduler.apply(plan, world.device.run(plan));
    drain(world);
  });

  it("makes interactive requests wait for no batch work, even where every place is taken", () => {
    const world = build({ cells: 200, slots: 2, maximumRunning: 2 });
    for (const id of ["b1", "b2"])
      world.scheduler.enqueue(request(id, { priority: "batch" }), numbers(40, id.charCodeAt(1)));
    for (let step = 0; step < 3; step++) {
      const plan = world.scheduler.schedule()!;
      world.scheduler.apply(plan, world.device.run(plan));
    }
    world.scheduler.enqueue(request("chat"), numbers(30, 20));
    const plan = world.scheduler.schedule()!;
    expect(plan.rows.map((row) => row.sequence.request.source.id)).toEqual(["chat"]);
    world.scheduler.apply(plan, world.device.run(plan));
    expect([...drain(world).keys()].sort()).toContain("b1");
  });

  it("refuses what does not fit the queue", () => {
    const world = build({ maximumQueued: 2 });
    expect(world.scheduler.enqueue(request("a"), numbers(3))).toBeUndefined();
    expect(world.scheduler.enqueue(request("b"), numbers(3))).toBeUndefined();
    expect(world.scheduler.enqueue(request("c"), numbers(3))).toEqual({
      code: "queue-full",
      retryAfterSeconds: 1,
    });
  });

  it("ends with length at the limit and at the end of the context", () => {
    const world = build();
    world.scheduler.enqueue(request("short", { maximumTokens: 2 }), [40]);
    const { maximumTokens: _, ...unlimited } = request("long");
    world.scheduler.enqueue(unlimited, numbers(90));
    const texts = drain(world);
    expect(texts.get("short")![0]).toBe(expected([40], 0, 2));
    expect(texts.get("long")![0]).toBe(expected(numbers(90), 0, 1000));
  });

  it("goes on where a crashed engine stopped, no token twice and none missing", () => {
    const prompt = numbers(12);
    const whole = expected(prompt, 0, 20);
    for (let emitted = 1; emitted < whole.length; emitted++) {
      const world = build();
      const tokens = [...whole.slice(0, emitted)].map((letter) => letter.charCodeAt(0));
      world.scheduler.enqueue(request("a"), prompt, [{ tokens, ended: false }]);
      expect(whole.slice(0, emitted) + drain(world).get("a")![0]).toBe(whole);
    }
  });

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

  it("gives the cache-less answer while blocks are saved, restored, evicted and lost", () => {
    const operation = fc.oneof(
      fc.record({
        kind: fc.constant("arrive" as const),
        family: fc.integer({ min: 0, max: 2 }),
        shared: fc.integer({ min: 0, max: 500 }),
        own: fc.integer({ min: 1, max: 60 }),
      }),
      fc.record({ kind: fc.constant("step" as const), count: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ kind: fc.constant("evict" as const), block: fc.option(fc.nat(30), { nil: undefined }) }),
      fc.record({ kind: fc.constant("cancel" as const), which: fc.nat(20) }),
      fc.record({ kind: fc.constant("refuse" as const), refuse: fc.boolean() }),
    );
    fc.assert(
      fc.property(
        fc.array(operation, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 700, max: 1500 }),
        fc.integer({ min: 400, max: 6000 }),
        (operations, cells, blockBytes) => {
          const world = build({ context: 600, cells, blockBytes, maximumRunning: 4 });
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
              world.scheduler.enqueue(request(id, { maximumTokens: 6 }), prompt);
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

  it("gives every request the cache-less answer under random arrivals, cancels and memory pressure", () => {
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
      fc.record({ kind: fc.constant("step" as const), count: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ kind: fc.constant("cancel" as const), which: fc.nat(50), inFlight: fc.boolean() }),
    );
    fc.assert(
      fc.property(
        fc.array(operation, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: CONTEXT, max: 400 }),
        fc.integer({ min: 2, max: 10 }),
        (operations, cells, slots) => {
          const world = build({ cells, slots, maximumRunning: Math.min(slots, 6), promptLookup: true });
          const texts = new Map<string, string[]>();
          const prompts = new Map<string, { prompt: number[]; choices: number }>();
          const cancelled = new Set<string>();
          let count = 0;
          const step = (between?: () => void) => {
            const plan = world.scheduler.schedule();
            if (plan === undefined) return between?.();
            const result = world.device.run(plan);
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
              for (let index = 0; index < todo.count; index++) step();
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
