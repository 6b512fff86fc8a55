import type { ApiError } from "./errors/api-error.ts";
import { clientGone, shuttingDown, timedOut } from "./errors/server-errors.ts";

/** One request at work. */
export interface RunningRequest {
  /** Aborted, with an `ApiError` for a reason, when the work is pointless or has to end. */
  readonly signal: AbortSignal;
  /** Ends the work early. */
  cancel(reason: ApiError): void;
  /** Called once, when the work is over. */
  onEnd(listener: (signal: AbortSignal) => void): void;
  /** To be called exactly when the last byte of the answer is out or nobody wants it. */
  end(): void;
}

/** The requests that are at work, so that a server can end them in good order. */
export class RunningRequests {
  readonly #timeoutMilliseconds: number;
  readonly #controllers = new Set<AbortController>();
  #accepting = true;
  #idle: (() => void) | undefined;

  constructor(timeoutMilliseconds: number) {
    this.#timeoutMilliseconds = timeoutMilliseconds;
  }

  get size(): number {
    return this.#controllers.size;
  }

  get accepting(): boolean {
    return this.#accepting;
  }

  /** Throws an `ApiError` where no work is taken any more. */
  begin(client: AbortSignal, timeoutMilliseconds = this.#timeoutMilliseconds): RunningRequest {
    if (!this.#accepting) throw shuttingDown();
    const controller = new AbortController();
    const onClientGone = () => controller.abort(clientGone());
    if (client.aborted) onClientGone();
    client.addEventListener("abort", onClientGone, { once: true });
    const timer = setTimeout(() => controller.abort(timedOut()), timeoutMilliseconds);
    this.#controllers.add(controller);
    const listeners: ((signal: AbortSignal) => void)[] = [];
    return {
      signal: controller.signal,
      cancel: (reason) => controller.abort(reason),
      onEnd: (listener) => void listeners.push(listener),
      end: () => {
        for (const listener of listeners.splice(0)) listener(controller.signal);
        clearTimeout(timer);
        client.removeEventListener("abort", onClientGone);
        this.#controllers.delete(controller);
        if (this.#controllers.size === 0) this.#idle?.();
      },
    };
  }

  stopAccepting(): void {
    this.#accepting = false;
  }

  cancelAll(reason: ApiError): void {
    for (const controller of this.#controllers) controller.abort(reason);
  }

  /** Settles when nothing is at work, or after the time given; says which. */
  async idleWithin(milliseconds: number): Promise<boolean> {
    if (this.#controllers.size === 0) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#idle = () => resolve(true);
    const timer = setTimeout(() => resolve(false), milliseconds);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#idle = undefined;
    }
  }
}
