import { describe, expect, it, vi } from "vitest";
import { type EventStreamOptions, eventStream } from "./event-stream.ts";

function setUp(frames: AsyncGenerator<string, void>, options: Partial<EventStreamOptions> = {}) {
  const calls: string[] = [];
  const stream = eventStream({
    frames,
    onCancel: () => calls.push("cancel"),
    onEnd: () => calls.push("end"),
    onStall: () => calls.push("stall"),
    stalledMilliseconds: 60_000,
    ...options,
  });
  return { calls, reader: stream.getReader() };
}

async function* numbers(made: number[]): AsyncGenerator<string, void> {
  for (let number = 0; number < 5; number++) {
    made.push(number);
    yield String(number);
  }
}

describe("eventStream", () => {
  it("makes a frame only when one is asked for", async () => {
    const made: number[] = [];
    const { reader } = setUp(numbers(made));
    await reader.read();
    await new Promise(setImmediate);
    expect(made).toEqual([0]);
    await reader.read();
    expect(made).toEqual([0, 1]);
  });

  it("ends once, after the last frame", async () => {
    const { reader, calls } = setUp(numbers([]));
    while (!(await reader.read()).done) expect(calls).toEqual([]);
    expect(calls).toEqual(["end"]);
  });

  it("ends once where the client leaves before the first frame", async () => {
    const { reader, calls } = setUp(numbers([]));
    await reader.cancel();
    expect(calls).toEqual(["cancel", "end"]);
  });

  it("ends at once where the client leaves while a frame is being made", async () => {
    const gate = Promise.withResolvers<void>();
    const frames = (async function* () {
      await gate.promise;
      yield "late";
    })();
    const { reader, calls } = setUp(frames);
    const pending = reader.read();
    await reader.cancel();
    expect(calls).toEqual(["cancel", "end"]);
    gate.resolve();
    expect((await pending).done).toBe(true);
  });

  it("notices a client that does not take what it was given, and no slow source", async () => {
    vi.useFakeTimers();
    try {
      const gate = Promise.withResolvers<void>();
      const frames = (async function* () {
        await gate.promise;
        yield "first";
        yield "second";
      })();
      const { reader, calls } = setUp(frames, { stalledMilliseconds: 100 });
      const first = reader.read();
      await vi.advanceTimersByTimeAsync(1_000);
      expect(calls).toEqual([]);
      gate.resolve();
      await first;
      await vi.advanceTimersByTimeAsync(99);
      expect(calls).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      expect(calls).toEqual(["stall"]);
    } finally {
      vi.useRealTimers();
    }
  });
});
