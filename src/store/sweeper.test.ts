import { describe, expect, it } from "vitest";
import { runSweeper } from "./index.ts";

describe("the sweeper", () => {
  it("sweeps at once and at every interval, goes on after a failure, and ends with its signal", async () => {
    const abort = new AbortController();
    const waits: number[] = [];
    const errors: unknown[] = [];
    const results: unknown[] = [];
    let sweeps = 0;
    const store = {
      sweep: async () => {
        sweeps++;
        if (sweeps === 2) throw new Error("disk full");
        return { responses: sweeps, completions: 0, files: 0 };
      },
    };
    await runSweeper(store, {
      intervalMilliseconds: 3_600_000,
      signal: abort.signal,
      onSwept: (result) => results.push(result),
      onError: (error) => errors.push(error),
      wait: async (milliseconds) => {
        waits.push(milliseconds);
        if (waits.length === 3) abort.abort();
      },
    });
    expect(waits).toEqual([3_600_000, 3_600_000, 3_600_000]);
    expect(results).toEqual([
      { responses: 1, completions: 0, files: 0 },
      { responses: 3, completions: 0, files: 0 },
    ]);
    expect(errors).toEqual([new Error("disk full")]);
  });

  it("ends in the middle of its wait", async () => {
    const abort = new AbortController();
    const sweeper = runSweeper(
      { sweep: async () => ({ responses: 0, completions: 0, files: 0 }) },
      { intervalMilliseconds: 3_600_000, signal: abort.signal, onError: () => {} },
    );
    setImmediate(() => abort.abort());
    await expect(sweeper).resolves.toBeUndefined();
  });
});
