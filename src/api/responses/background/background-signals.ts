import { EventEmitter, once } from "node:events";

/** Hears of one response's changes, from its making on. */
export interface Watch {
  /** Resolves at the next change, or at once if one has come since the last call; false after the time given. */
  changed(milliseconds: number, signal: AbortSignal): Promise<boolean>;
  [Symbol.dispose](): void;
}

/**
 * What requests and the worker of this process tell each other. Nothing depends on it but speed:
 * other processes see only the store, and so everybody looks there from time to time.
 */
export class BackgroundSignals {
  readonly #queued = new EventEmitter();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #cancellations = new EventEmitter().setMaxListeners(0);

  queued(): void {
    this.#queued.emit("queued");
  }

  onQueued(listener: () => void): void {
    this.#queued.on("queued", listener);
  }

  /** More of its events are in the store, or its status is another one. */
  changed(responseId: string): void {
    this.#changes.emit(responseId);
  }

  /** Cancelled or deleted: nobody wants the rest. */
  cancelled(responseId: string): void {
    this.#cancellations.emit(responseId);
    this.changed(responseId);
  }

  onCancelled(responseId: string, listener: () => void): Disposable {
    this.#cancellations.on(responseId, listener);
    return { [Symbol.dispose]: () => this.#cancellations.off(responseId, listener) };
  }

  watch(responseId: string): Watch {
    const changes = this.#changes;
    const own = new EventEmitter();
    let pending = false;
    const listener = () => {
      pending = true;
      own.emit("change");
    };
    changes.on(responseId, listener);
    return {
      async changed(milliseconds, signal) {
        const timeout = AbortSignal.timeout(milliseconds);
        if (!pending)
          await once(own, "change", { signal: AbortSignal.any([signal, timeout]) }).catch(() => {});
        const happened = pending;
        pending = false;
        return happened;
      },
      [Symbol.dispose]: () => changes.off(responseId, listener),
    };
  }
}
