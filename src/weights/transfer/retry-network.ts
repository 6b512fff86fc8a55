import { setTimeout as sleep } from "node:timers/promises";
import type { PullListener } from "../pull-event.ts";
import { WeightsError } from "../weights-error.ts";

/** When to give up on a connection, and when on a source. */
export interface TransferLimits {
  /** Attempts that bring nothing before the source counts as unreachable. */
  readonly attempts: number;
  /** Pause after the first failure; it doubles with each further one, up to half a minute. */
  readonly retryMilliseconds: number;
  /** A connection that is silent for this long has failed. */
  readonly stallMilliseconds: number;
}

export const defaultTransferLimits: TransferLimits = {
  attempts: 6,
  retryMilliseconds: 1_000,
  stallMilliseconds: 60_000,
};

export interface TransferOptions {
  readonly limits: TransferLimits;
  readonly signal: AbortSignal;
  readonly onEvent: PullListener;
}

const longestRetryMilliseconds = 30_000;

/**
 * Repeats what fails with a WeightsError of code `network`, telling the listener; every other error
 * is final. A failed attempt that `progressed` counts as the first.
 */
export async function retryNetwork<T>(
  { limits, signal, onEvent }: TransferOptions,
  attempt: () => Promise<T>,
  progressed: () => boolean = () => false,
): Promise<T> {
  for (let failures = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      failures = progressed() ? 1 : failures + 1;
      if (!(error instanceof WeightsError) || error.code !== "network" || failures >= limits.attempts)
        throw error;
      const delayMilliseconds = Math.min(
        longestRetryMilliseconds,
        limits.retryMilliseconds * 2 ** (failures - 1),
      );
      onEvent({ type: "retrying", problem: error.message, delayMilliseconds });
      await sleep(delayMilliseconds, undefined, { signal });
    }
  }
}
