import { setTimeout as sleep } from "node:timers/promises";
import type { SweepResult } from "./retention.ts";
import type { Store } from "./store.ts";

export interface SweeperOptions {
  readonly intervalMilliseconds: number;
  /** Ends the sweeper. */
  readonly signal: AbortSignal;
  readonly onSwept?: (result: SweepResult) => void;
  /** A sweep that fails is told here; the next one comes at its time. */
  readonly onError: (error: unknown) => void;
  /** For tests. Must reject when the signal aborts. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Never keeps the process alive. */
const waitUnreferenced = (milliseconds: number, signal: AbortSignal) =>
  sleep(milliseconds, undefined, { signal, ref: false });

/** Sweeps at once and then at every interval, until the signal aborts; then resolves. */
export async function runSweeper(store: Pick<Store, "sweep">, options: SweeperOptions): Promise<void> {
  const { signal, wait = waitUnreferenced } = options;
  while (!signal.aborted) {
    try {
      const result = await store.sweep();
      options.onSwept?.(result);
    } catch (error) {
      options.onError(error);
    }
    await wait(options.intervalMilliseconds, signal).catch(() => {});
  }
}
