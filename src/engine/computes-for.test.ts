import { describe, expect, it } from "vitest";
import { computesFor } from "./computes-for.ts";

const never = new AbortController().signal;

/** A thread that computes for a millisecond between two questions, however long they are apart. */
function starvedThread() {
  let asked = -1;
  return {
    asked: () => asked,
    cpuUsage: async () => {
      asked++;
      return { user: asked * 800, system: asked * 200 };
    },
  };
}

describe("computesFor", () => {
  it("counts what the thread computes, not what passes by the clock", async () => {
    const thread = starvedThread();
    await computesFor(thread, 5, never);
    expect(thread.asked()).toBe(5);
  });

  it("waits for a thread that is only just being made", async () => {
    const thread = starvedThread();
    let asked = 0;
    const beginning = {
      cpuUsage: () => (asked++ < 3 ? Promise.reject(new Error("Worker is not running")) : thread.cpuUsage()),
    };
    await computesFor(beginning, 4, never);
    expect(thread.asked()).toBe(4);
  });

  it("goes by the clock where the thread does not answer", async () => {
    const deaf = { cpuUsage: () => new Promise<never>(() => undefined) };
    await expect(computesFor(deaf, 2, never)).resolves.toBeUndefined();
  });

  it("ends with the signal", async () => {
    const stop = new AbortController();
    const computing = computesFor(starvedThread(), 60_000, stop.signal);
    stop.abort();
    await expect(computing).rejects.toThrow("aborted");
  });
});
