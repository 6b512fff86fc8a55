import { describe, expect, it } from "vitest";
import { build, collect, drain, expected, numbers, request } from "./scheduler-world.ts";

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

  it("brings requests that come together to their first tokens first, where that takes two steps more", () => {
    const secondStep = (requests: number) => {
      const world = build({ cells: 1000 });
      for (let index = 0; index < requests; index++)
        world.scheduler.enqueue(request(`r${index}`), numbers(40, 9 * index));
      const first = world.scheduler.schedule()!;
      world.scheduler.apply(first, world.device.run(first, 640));
      return world.scheduler.schedule()!.tokenCount;
    };
    expect(secondStep(4)).toBe(64);
    expect(secondStep(6)).toBeLessThan(32);
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

  it("does an interrupted step of batch work again, behind the interactive request that came", () => {
    const world = build();
    world.scheduler.enqueue(request("batch", { priority: "batch" }), numbers(40));
    const plan = world.scheduler.schedule()!;
    expect(plan.interruptible).toBe(true);
    world.scheduler.enqueue(request("now"), numbers(5, 30));
    expect(world.scheduler.apply(plan, world.device.run(plan, 10, true))).toEqual([]);
    world.scheduler.checkIntegrity();
    const next = world.scheduler.schedule()!;
    expect(next.rows.map(({ sequence }) => sequence.request.source.id)).toEqual(["now"]);
    expect(next.interruptible).toBe(false);
    const texts = new Map<string, string[]>();
    collect(world.scheduler.apply(next, world.device.run(next)), texts);
    drain(world, texts);
    expect(texts.get("batch")).toEqual([expected(numbers(40), 0, 20)]);
    expect(texts.get("now")).toEqual([expected(numbers(5, 30), 0, 20)]);
  });

  it("lets batch work ride along where it lengthens the steps of streams by next to nothing", () => {
    const world = build({ cells: 1000 });
    const step = (milliseconds: number) => {
      const plan = world.scheduler.schedule()!;
      world.scheduler.apply(plan, world.device.run(plan, milliseconds));
      world.scheduler.checkIntegrity();
      return plan.rows.map((row) => row.sequence.request.source.id);
    };
    for (const id of ["b1", "b2"])
      world.scheduler.enqueue(request(id, { priority: "batch", maximumTokens: 60 }), numbers(10));
    step(11); // learned: about a millisecond a token
    world.scheduler.enqueue(request("chat", { maximumTokens: 60 }), numbers(10, 9));
    step(11);
    const rode = Array.from({ length: 5 }, () => step(44));
    expect(rode.slice(1)).toContainEqual(["chat", "b1", "b2"]);
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
    // Batch work has no part in it.
    expect(world.scheduler.enqueue(request("d", { priority: "batch" }), numbers(3))).toBeUndefined();
    world.scheduler.cancel("a");
    expect(world.scheduler.enqueue(request("e"), numbers(3))).toBeUndefined();
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
});
