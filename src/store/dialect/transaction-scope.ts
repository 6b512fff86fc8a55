import { AsyncLocalStorage } from "node:async_hooks";
import { StoreError } from "../store-error.ts";

/** Knows whether the running code is inside a transaction of one database. */
export class TransactionScope {
  readonly #storage = new AsyncLocalStorage<{ open: boolean }>();

  async run<T>(work: () => Promise<T>): Promise<T> {
    const transaction = { open: true };
    try {
      return await this.#storage.run(transaction, work);
    } finally {
      transaction.open = false;
    }
  }

  /**
   * Called before a connection is handed out. A query beside the open transaction would wait for itself forever on
   * SQLite, and would escape the transaction on PostgreSQL: refuse it on both.
   */
  assertOutside(): void {
    if (this.#storage.getStore()?.open) {
      throw new StoreError("unexpected", {
        message: "The store was used beside its own open transaction: use the transaction's store.",
      });
    }
  }
}
