import type { Store, UsageRecord } from "../store/index.ts";
import type { Alongside, UsageSink } from "./usage-sink.ts";

/**
 * The sink of a request that the server asks of itself, whose result is kept by whoever asks it: records are held back
 * for the transaction that keeps the result, so that a line of a batch and what it cost are stored together or not at
 * all.
 *
 * ```ts
 * const usage = new UsageCollector(store, { batch: true });
 * const answer = await dispatch(line, { …, usage });
 * await store.transaction(async (repositories) => {
 *   await repositories.batchResults.append(line, answer);
 *   await repositories.usage.record(usage.records);
 * });
 * ```
 *
 * What the request itself stores (a completion with `store: true`, a response) is stored at once, without its record. A
 * line that is done again after a crash gets a new id and is then the only one of its kind in the ledger.
 */
export class UsageCollector implements UsageSink {
  readonly #store: Store;
  readonly #batch: boolean;
  readonly #records = new Map<string, UsageRecord>();

  constructor(store: Store, { batch }: { readonly batch: boolean }) {
    this.#store = store;
    this.#batch = batch;
  }

  /** What was used so far. Complete when the answer's body is. */
  get records(): readonly UsageRecord[] {
    return [...this.#records.values()];
  }

  async record(records: readonly UsageRecord[], alongside?: Alongside): Promise<void> {
    if (alongside !== undefined) await this.#store.transaction(alongside);
    for (const record of records) this.#records.set(record.id, { ...record, batch: this.#batch });
  }
}
