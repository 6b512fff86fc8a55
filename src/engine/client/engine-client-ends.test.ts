import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { read, request, start } from "./simulated-world.ts";

/** Lets everything happen that needs no time. */
const settle = () => vi.advanceTimersByTimeAsync(0);

/** A signal that counts who listens to it. */
function countedSignal() {
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...parameters: Parameters<typeof add>) => {
    listeners++;
    add(...parameters);
  };
  signal.removeEventListener = (...parameters: Parameters<typeof remove>) => {
    listeners--;
    remove(...parameters);
  };
  return { controller, signal, listeners: () => listeners };
}

const never = new AbortController().signal;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("EngineClient", () => {
  describe("cancelling", () => {
    it("asks for nothing where the signal was aborted before", async () => {
      const world = start();
      world.child.ready();
      const { events, ended } = read(world.client.generate(request("a"), AbortSignal.abort()));
      await ended;
      expect(events).toEqual([{ type: "error", error: { code: "cancelled" } }]);
      expect(world.child.received.map(({ kind }) => kind)).toEqual(["load"]);
    });

    it("tells the engine at once when the signal aborts, even where the reader is busy elsewhere", async () => {
      const world = start();
      world.child.ready();
      const { controller, signal, listeners } = countedSignal();
      const stream = world.client.generate(request("a"), signal);
      const first = stream.next();
      await settle();
      world.child.text("a", "x");
      await first;
      controller.abort();
      expect(world.child.got("cancel")).toEqual([{ kind: "cancel", id: "a" }]);
      world.child.text("a", "y");
      const { events, ended } = read(stream);
      await ended;
      expect(events).toEqual([{ type: "error", error: { code: "cancelled" } }]);
      expect(world.child.got("cancel")).toHaveLength(1);
      expect(listeners()).toBe(0);
    });

    it("tells the engine when the reader leaves", async () => {
      const world = start();
      world.child.ready();
      const { signal, listeners } = countedSignal();
      const left = (async () => {
        for await (const _event of world.client.generate(request("a"), signal)) break;
      })();
      await settle();
      world.child.text("a", "x");
      await left;
      expect(world.child.got("cancel")).toEqual([{ kind: "cancel", id: "a" }]);
      expect(listeners()).toBe(0);
    });

    it("is nothing to tell of after the end", async () => {
      const world = start();
      world.child.ready();
      const { controller, signal, listeners } = countedSignal();
      const { ended } = read(world.client.generate(request("a"), signal));
      await settle();
      world.child.end("a");
      await ended;
      controller.abort();
      expect(world.child.got("cancel")).toEqual([]);
      expect(listeners()).toBe(0);
    });

    it("holds between two engine processes", async () => {
      const world = start();
      world.child.ready();
      const controller = new AbortController();
      const { events, ended } = read(world.client.generate(request("a"), controller.signal));
      await settle();
      world.child.exit();
      controller.abort();
      await ended;
      await settle();
      world.child.ready();
      expect(events).toEqual([{ type: "error", error: { code: "cancelled" } }]);
      expect(world.child.got("generate")).toEqual([]);
    });
  });

  describe("stopping", () => {
    it("refuses new work, lets running work finish, and ends the process", async () => {
      const world = start();
      world.child.ready();
      const { events, ended } = read(world.client.generate(request("a"), never));
      await settle();
      const stopped = world.client.stop(10_000);
      expect(world.client.state).toBe("stopping");
      await expect(world.client.countTokens([])).rejects.toMatchObject({ error: { code: "stopping" } });
      const late = read(world.client.generate(request("late"), never));
      await late.ended;
      expect(late.events).toEqual([{ type: "error", error: { code: "stopping" } }]);
      await vi.advanceTimersByTimeAsync(9000);
      world.child.end("a");
      await ended;
      await stopped;
      expect(events.at(-1)).toEqual({ type: "end" });
      expect(world.child.got("stop")).toHaveLength(1);
      expect(world.client.state).toBe("stopped");
      await expect(world.client.countTokens([])).rejects.toMatchObject({ error: { code: "stopping" } });
      expect(vi.getTimerCount()).toBe(0);
    });

    it("ends what does not finish in time", async () => {
      const world = start();
      world.child.ready();
      const { events, ended } = read(world.client.generate(request("a"), never));
      await settle();
      const stopped = world.client.stop(1000);
      await vi.advanceTimersByTimeAsync(999);
      expect(events).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      await ended;
      await stopped;
      expect(events).toEqual([{ type: "error", error: { code: "stopping" } }]);
    });

    it("kills a process that does not end", async () => {
      const world = start();
      world.child.ready();
      world.child.send = () => {};
      const stopped = world.client.stop(0);
      await vi.advanceTimersByTimeAsync(5000);
      await stopped;
      expect(world.child.isAlive).toBe(false);
    });

    it("keeps the patience asked for first, unless somebody asks for less", async () => {
      const world = start();
      world.child.ready();
      const { events, ended } = read(world.client.generate(request("a"), never));
      await settle();
      void world.client.stop(60_000);
      const again = world.client.stop(60_000);
      await vi.advanceTimersByTimeAsync(30_000);
      expect(events).toEqual([]);
      const impatient = world.client.stop(100);
      await vi.advanceTimersByTimeAsync(100);
      await Promise.all([again, impatient, ended]);
      expect(events).toEqual([{ type: "error", error: { code: "stopping" } }]);
    });

    it("lets what waits for the weights finish too", async () => {
      const world = start();
      const { events, ended } = read(world.client.generate(request("a"), never));
      await settle();
      const stopped = world.client.stop(10_000);
      world.child.ready();
      world.child.end("a");
      await ended;
      await stopped;
      expect(events.at(-1)).toEqual({ type: "end" });
      expect(world.client.state).toBe("stopped");
    });

    it("does not wait for weights that nobody needs", async () => {
      const world = start();
      await world.client.stop(10_000);
      expect(world.child.isAlive).toBe(false);
      await expect(world.client.ready()).rejects.toThrow();
    });

    it("starts no other engine once it stops", async () => {
      const world = start();
      world.child.ready();
      world.child.exit();
      const stopped = world.client.stop(0);
      await vi.advanceTimersByTimeAsync(1000);
      await stopped;
      expect(world.children).toHaveLength(1);
    });

    it("tells the readers when the engine dies while it stops", async () => {
      const world = start();
      world.child.ready();
      const { events, ended } = read(world.client.generate(request("a"), never));
      await settle();
      const stopped = world.client.stop(10_000);
      world.child.exit();
      await ended;
      await stopped;
      expect(events).toEqual([{ type: "error", error: { code: "stopping" } }]);
      expect(world.children).toHaveLength(1);
    });
  });
});
