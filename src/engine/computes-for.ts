import { setTimeout as sleep } from "node:timers/promises";
import type { Worker } from "node:worker_threads";

/** How many times longer than its computing a thread may take by the clock, should it never answer. */
const STARVED = 20;

/**
 * Resolves when the thread has computed for so many milliseconds from now on; rejects when the signal aborts. Its own
 * CPU time counts: a machine that is busy, or was asleep, makes nothing too hard. Only a thread that cannot even be
 * asked is judged by the clock.
 */
export async function computesFor(
  worker: Pick<Worker, "cpuUsage">,
  milliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  const options = { ref: false, signal };
  // A thread cannot say before it runs, nor when it is gone.
  const computed = async () => {
    const { user, system } = await worker.cpuUsage().catch(() => ({ user: 0, system: 0 }));
    return (user + system) / 1_000;
  };
  const byThread = async () => {
    const end = (await computed()) + milliseconds;
    for (let left = milliseconds; left > 0; left = end - (await computed())) {
      await sleep(Math.ceil(left), undefined, options);
    }
  };
  await Promise.race([byThread(), sleep(milliseconds * STARVED, undefined, options)]);
}
