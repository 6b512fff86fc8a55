import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SampledToken } from "../generate-event.ts";
import { choiceEnd, description } from "./simulated-child.ts";
import { engine, read, request, start, textOf } from "./simulated-world.ts";

/** Lets everything happen that needs no time. */
const settle = () => vi.advanceTimersByTimeAsync(0);

const never = new AbortController().signal;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("EngineClient", () => {
  it("loads the weights, then asks for what was wanted meanwhile", async () => {
    const world = start();
    const { events, ended } = read(world.client.generate(request("a"), never));
    const counted = world.client.countTokens([]);
    await settle();
    expect(world.child.received).toEqual([{ kind: "load", options: engine }]);
    world.child.ready();
    expect(await world.client.ready()).toEqual(description);
    expect(world.child.order("a")).not.toHaveProperty("resumed");
    world.child.text("a", "x");
    world.child.end("a");
    world.child.say({ kind: "counted", id: world.child.got("count")[0]!.id, tokens: 3 });
    await ended;
    expect(events.map(({ type }) => type)).toEqual(["text-delta", "choice-end", "end"]);
    expect(await counted).toBe(3);
    expect(world.client.state).toBe("ready");
  });

  it("tells of tokens as they come, also of those without text and after a restart", async () => {
    const world = start();
    const told: number[] = [];
    const { ended } = read(
      world.client.generate(request("a"), never, (choice, tokens) => void told.push(choice, tokens)),
    );
    await settle();
    world.child.ready();
    world.child.say({
      kind: "outputs",
      outputs: [
        {
          id: "a",
          events: [],
          tokens: [
            { choice: 0, token: 7 },
            { choice: 0, token: 8 },
          ],
        },
      ],
    });
    world.child.exit("signal SIGKILL");
    await settle();
    world.child.ready();
    expect(told).toEqual([0, 1, 0, 1]);
    world.child.end("a");
    await ended;
  });

  it("says why the weights cannot be loaded and refuses what waits for them", async () => {
    const world = start();
    const { events, ended } = read(world.client.generate(request("a"), never));
    await settle();
    world.child.say({ kind: "load-failed", message: "no such file" });
    world.child.exit("exit code 0");
    await ended;
    await expect(world.client.ready()).rejects.toThrow("no such file");
    expect(events).toEqual([{ type: "error", error: { code: "stopping" } }]);
    expect(world.children).toHaveLength(1);
    expect(world.client.state).toBe("stopped");
  });

  it("does not try again where the engine dies before it was ever ready", async () => {
    const world = start();
    world.child.exit("signal SIGKILL");
    await expect(world.client.ready()).rejects.toThrow("SIGKILL");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.children).toHaveLength(1);
  });

  it("goes on in a new process with the tokens that the client has", async () => {
    const world = start();
    world.child.ready();
    const { events, ended } = read(world.client.generate(request("a", { choices: 2 }), never));
    await settle();
    world.child.text("a", "x", 0);
    world.child.text("a", "y", 1);
    world.child.text("a", "z", 0);
    world.child.output("a", [choiceEnd(1)]);
    await world.crash();
    expect(world.crashes).toEqual(["signal SIGSEGV"]);
    expect(world.child.order("a").resumed).toEqual([
      { tokens: [120, 122], unreported: [], ended: false },
      { tokens: [121], unreported: [], ended: true },
    ]);
    world.child.text("a", "!");
    world.child.end("a");
    await ended;
    expect(textOf(events)).toBe("xz!");
    expect(events.at(-1)).toEqual({ type: "end" });
    expect(world.client.metrics().restarts).toBe(1);
  });

  it("hands log probabilities on whose text was held back when the engine died", async () => {
    const world = start();
    world.child.ready();
    const { ended } = read(world.client.generate(request("a", { topLogProbabilities: 0 }), never));
    await settle();
    const sampled = [1, 2, 3].map(
      (index): SampledToken => ({ token: `${index}`, bytes: [], logProbability: -index, alternatives: [] }),
    );
    world.child.say({
      kind: "outputs",
      outputs: [
        {
          id: "a",
          tokens: sampled.map((each, token) => ({ choice: 0, token, sampled: each })),
          events: [{ type: "text-delta", choice: 0, text: "1", sampled: sampled.slice(0, 1) }],
        },
      ],
    });
    await world.crash();
    expect(world.child.order("a").resumed).toEqual([
      { tokens: [0, 1, 2], unreported: sampled.slice(1), ended: false },
    ]);
    world.child.end("a");
    await ended;
  });

  it("does not ask again for an answer that is complete but not yet read", async () => {
    const world = start();
    world.child.ready();
    const stream = world.client.generate(request("a"), never);
    const first = stream.next();
    await settle();
    world.child.text("a", "x");
    await first;
    world.child.end("a");
    await world.crash();
    expect(world.child.got("generate")).toEqual([]);
    const { events, ended } = read(stream);
    await ended;
    expect(events.at(-1)).toEqual({ type: "end" });
  });

  it("gives a request up after five deaths without a token in between, not before", async () => {
    const world = start();
    world.child.ready();
    const { events, ended } = read(world.client.generate(request("a"), never));
    await settle();
    const crashOnIt = async () => {
      world.child.say({ kind: "computing", ids: ["a"] });
      await world.crash();
    };
    // Deaths while it only waits are not its fault.
    for (let death = 0; death < 9; death++) await world.crash();
    for (let death = 1; death < 5; death++) await crashOnIt();
    expect(events).toEqual([]);
    world.child.say({ kind: "computing", ids: ["a"] });
    world.child.exit("signal SIGABRT");
    await ended;
    expect(events).toEqual([
      { type: "error", error: { code: "crashed", message: expect.stringContaining("SIGABRT") } },
    ]);
    await settle();
    world.child.ready();
    expect(world.child.got("generate")).toEqual([]);
  });

  it("begins to count anew with each token, but not with progress of the prompt", async () => {
    const world = start();
    world.child.ready();
    const { events, ended } = read(world.client.generate(request("a"), never));
    await settle();
    for (let death = 0; death < 4; death++) {
      world.child.say({ kind: "computing", ids: ["a"] });
      await world.crash();
    }
    world.child.text("a", "x");
    for (let death = 0; death < 4; death++) {
      const progress = {
        type: "prefill-progress",
        promptTokens: 9,
        computedTokens: 5,
        cachedTokens: 0,
      } as const;
      world.child.say({ kind: "computing", ids: ["a"] });
      world.child.output("a", [progress]);
      await world.crash();
    }
    expect(events.some(({ type }) => type === "error")).toBe(false);
    world.child.say({ kind: "computing", ids: ["a"] });
    world.child.exit();
    await ended;
    expect(events.at(-1)).toMatchObject({ type: "error", error: { code: "crashed" } });
  });

  it("gives everything up where the engine cannot be restarted, and goes on trying", async () => {
    const world = start();
    world.child.ready();
    const { events, ended } = read(world.client.generate(request("a"), never));
    const counted = world.client.countTokens([]);
    const refused = expect(counted).rejects.toMatchObject({ error: { code: "crashed" } });
    await settle();
    world.child.exit();
    for (let failed = 1; failed <= 4; failed++) {
      await vi.advanceTimersByTimeAsync(200 * failed);
      world.child.exit("exit code 1");
    }
    expect(events).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    world.child.exit("exit code 1");
    await ended;
    await refused;
    expect(events).toEqual([
      { type: "error", error: { code: "crashed", message: expect.stringContaining("exit code 1") } },
    ]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(world.children).toHaveLength(7);
    world.child.ready();
    expect(world.client.state).toBe("ready");
  });

  it("forgets failed restarts once one has succeeded", async () => {
    const world = start();
    world.child.ready();
    for (let round = 0; round < 3; round++) {
      const { events, ended } = read(world.client.generate(request("a"), never));
      await settle();
      for (let failed = 0; failed < 4; failed++) {
        world.child.exit();
        await vi.advanceTimersByTimeAsync(1000);
      }
      world.child.ready();
      world.child.end("a");
      await ended;
      expect(events.at(-1)).toEqual({ type: "end" });
    }
  });

  it("waits longer after each failed restart, but never for minutes", async () => {
    const world = start();
    world.child.ready();
    world.child.exit();
    for (let failed = 0; failed < 100; failed++) {
      await vi.advanceTimersByTimeAsync(5000);
      expect(world.child.isAlive).toBe(true);
      world.child.exit();
    }
  });
});
