import type { Repositories, UsageRecord } from "../store/index.ts";
import type { Alongside, UsageSink } from "./usage-sink.ts";

/**
 * The sink of a request that the server asks of itself, whose result is kept by whoever asks it: records, and what the
 * request itself stores (a completion with `store: true`, a response), are held back for the transaction that keeps
 * the result. So a line of a batch, what it cost and what it stores are there together or not at all.
 *
 * ```ts
 * const usage = new UsageCollector({ batch: true });
 * const answer = await dispatch(line, { …, usage });
 * await store.transaction(async (repositories) => {
 *   await repositories.batchResults.append(line, answer);
 *   await usage.keep(repositories);
 * });
 * ```
 */
export class UsageCollector implements UsageSink {
  readonly #batch: boolean;
  readonly #records = new Map<string, UsageRecord>();
  readonly #alongside: Alongside[] = [];

  constructor({ batch }: { readonly batch: boolean }) {
    this.#batch = batch;
  }

  /** What was used so far. Complete when the answer's body is. */
  get records(): readonly UsageRecord[] {
    return [...this.#records.values()];
  }

  async record(records: readonly UsageRecord[], alongside?: Alongside): Promise<void> {
    if (alongside !== undefined) this.#alongside.push(alongside);
    for (const record of records) this.#records.set(record.id, { ...record, batch: this.#batch });
  }

  /** Writes all of it; to be called in a transaction, anew in each that is tried. */
  async keep(repositories: Repositories): Promise<void> {
    for (const store of this.#alongside) await store(repositories);
    await repositories.usage.record(this.records);
  }

  /** What was used, without what was to be stored beside it. */
  withoutObjects(): UsageCollector {
    const used = new UsageCollector({ batch: this.#batch });
    for (const [id, record] of this.#records) used.#records.set(id, record);
    return used;
  }
}
