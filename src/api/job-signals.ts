import { EventEmitter } from "node:events";

/**
 * What requests and the worker of this process tell each other about one kind of work. Nothing depends on it but speed: other
 * processes see only the store.
 */
export class JobSignals {
  readonly #queued = new EventEmitter();
  readonly #ended = new EventEmitter().setMaxListeners(0);

  /** There are jobs to be claimed. */
  queued(): void {
    this.#queued.emit("queued");
  }

  onQueued(listener: () => void): void {
    this.#queued.on("queued", listener);
  }

  /** Cancelled, expired or paused: nobody wants what is at work for it. */
  ended(id: string): void {
    this.#ended.emit(id);
  }

  onEnded(id: string, listener: () => void): Disposable {
    this.#ended.on(id, listener);
    return { [Symbol.dispose]: () => this.#ended.off(id, listener) };
  }
}
