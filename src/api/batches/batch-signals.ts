import { EventEmitter } from "node:events";

/**
 * What requests and the worker of this process tell each other about batches. Nothing depends on it but speed: other
 * processes see only the store.
 */
export class BatchSignals {
  readonly #queued = new EventEmitter();
  readonly #ended = new EventEmitter().setMaxListeners(0);

  /** There are jobs to be claimed. */
  queued(): void {
    this.#queued.emit("queued");
  }

  onQueued(listener: () => void): void {
    this.#queued.on("queued", listener);
  }

  /** Cancelled or expired: nobody wants the lines that are at work. */
  ended(batchId: string): void {
    this.#ended.emit(batchId);
  }

  onEnded(batchId: string, listener: () => void): Disposable {
    this.#ended.on(batchId, listener);
    return { [Symbol.dispose]: () => this.#ended.off(batchId, listener) };
  }
}
