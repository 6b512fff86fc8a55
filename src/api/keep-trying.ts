import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { StoreError } from "../store/index.ts";

const PAUSE_MILLISECONDS = 1_000;

const PASSING: ReadonlySet<string> = new Set(["busy", "unavailable", "disk-full", "io-error", "read-only"]);

/**
 * Writes what took long to compute. While the disk is full or the database away, it waits in memory, as long as the
 * signal lets it.
 */
export async function keepTrying<T>(
  write: () => Promise<T>,
  { log, what, signal }: { readonly log: Logger; readonly what: string; readonly signal: AbortSignal },
): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StoreError) || !PASSING.has(error.code)) throw error;
      log.warn({ err: error }, `${what} cannot be kept at the moment`);
      await delay(PAUSE_MILLISECONDS, undefined, { signal });
    }
  }
}
