import { setTimeout as delay } from "node:timers/promises";
import { type Store, StoreError, type UsageRecord } from "../store/index.ts";
import type { Alongside, UsageSink } from "./usage-sink.ts";

interface Waiting {
  readonly records: readonly UsageRecord[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Pauses before a database that does not answer is tried again, in milliseconds. */
const RETRY_PAUSES = [50, 200, 1_000, 3_000];

export interface UsageJournalOptions {
  /** Told of records that could not be kept: the log is the last place where they can go. */
  readonly onLost: (records: readonly UsageRecord[], error: unknown) => void;
  /** For tests. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/**
 * Writes records to the store. A request waits until the database has its record, so that no end of this process loses
 * it, but not for the disk: a flush takes several milliseconds on many machines. Records that come while one commit is
 * under way share the next one. Nothing is lost to a database that is away for a moment: a record's id makes it safe to
 * write it again.
 */
export class UsageJournal implements UsageSink {
  readonly #store: Store;
  readonly #onLost: UsageJournalOptions["onLost"];
  readonly #wait: (milliseconds: number) => Promise<unknown>;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  constructor(store: Store, options: UsageJournalOptions) {
    this.#store = store;
    this.#onLost = options.onLost;
    this.#wait = options.wait ?? delay;
  }

  async record(records: readonly UsageRecord[], alongside?: Alongside): Promise<void> {
    if (alongside !== undefined) return this.#together(records, alongside);
    if (records.length === 0) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ records, resolve, reject });
    this.#writing ??= this.#write();
    return promise;
  }

  /** Resolves when nothing waits to be written. */
  async flushed(): Promise<void> {
    await this.#writing;
  }

  async #together(records: readonly UsageRecord[], alongside: Alongside): Promise<void> {
    await this.#store.transaction(async (repositories) => {
      await alongside(repositories);
      await repositories.usage.record(records);
    });
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      const records = group.flatMap((waiting) => waiting.records);
      try {
        await this.#persist(records);
        for (const { resolve } of group) resolve();
      } catch (error) {
        this.#onLost(records, error);
        for (const { reject } of group) reject(error);
      }
    }
    this.#writing = undefined;
  }

  async #persist(records: readonly UsageRecord[]): Promise<void> {
    for (const pause of RETRY_PAUSES) {
      try {
        return await this.#store.usage.record(records, "soon");
      } catch (error) {
        if (!isPassing(error)) throw error;
        await this.#wait(pause);
      }
    }
    return this.#store.usage.record(records, "soon");
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof StoreError && (error.code === "unavailable" || error.code === "busy");
}
