import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EngineFailure } from "../engine-error.ts";
import { read, request, start } from "./simulated-world.ts";

/** Lets everything happen that needs no time. */
const settle = () => vi.advanceTimersByTimeAsync(0);

const never = new AbortController().signal;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("EngineClient, counting and refusing", () => {
  it("counts again after a crash, and gives up a count that kills the engine each time", async () => {
    const world = start();
    world.child.ready();
    const prompt = [{ trusted: false, text: "poison" }];
    const counted = world.client.countTokens(prompt);
    const refused = expect(counted).rejects.toBeInstanceOf(EngineFailure);
    await settle();
    for (let death = 0; death < 5; death++) {
      expect(world.child.got("count")).toEqual([{ kind: "count", id: 0, prompt }]);
      await world.crash();
    }
    await refused;
    expect(world.child.got("count")).toEqual([]);
  });

  it("passes on why a count failed", async () => {
    const world = start();
    world.child.ready();
    const counted = world.client.countTokens([]);
    const refused = expect(counted).rejects.toMatchObject({ error: { code: "unsupported", message: "no" } });
    world.child.say({ kind: "count-failed", id: 0, error: { code: "unsupported", message: "no" } });
    await refused;
  });

  it("passes on why a request was refused", async () => {
    const world = start();
    world.child.ready();
    const { events, ended } = read(world.client.generate(request("a"), never));
    await settle();
    world.child.say({ kind: "refused", id: "a", error: { code: "queue-full", retryAfterSeconds: 1 } });
    await ended;
    expect(events).toEqual([{ type: "error", error: { code: "queue-full", retryAfterSeconds: 1 } }]);
    expect(world.child.got("cancel")).toEqual([]);
  });
});
