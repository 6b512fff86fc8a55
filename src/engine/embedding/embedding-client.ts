import { type ForkedChild, forkChild } from "../client/fork-child.ts";
import {
  type Embedded,
  type Embedder,
  type EmbedderDescription,
  type EmbedderMetrics,
  type EmbedderOptions,
  type EmbeddingError,
  EmbeddingFailure,
  type EmbeddingInput,
} from "./embedder.ts";
import type { MessageFromEmbedder, MessageToEmbedder } from "./messages.ts";

/** Deaths of the process while it computed for a request, after which the request is given up. */
const MOST_CRASHES = 3;
/** Processes in a row that did not get as far as loaded weights, after which all requests are given up. */
const MOST_FAILED_RESTARTS = 5;
/** Requests that may be unanswered. */
const MOST_PENDING = 1_024;
const RESTART_PAUSE_MILLISECONDS = 200;

interface PendingEmbedding {
  readonly inputs: readonly EmbeddingInput[];
  crashes: number;
  resolve(embedded: Embedded): void;
  reject(failure: EmbeddingFailure): void;
}

/** Runs an embedding process; where it dies, a new one is started and is asked again what is unanswered. */
export class EmbeddingClient implements Embedder {
  readonly #options: EmbedderOptions;
  readonly #onCrash: (reason: string) => void;
  readonly #pending = new Map<number, PendingEmbedding>();
  readonly #loaded = Promise.withResolvers<EmbedderDescription>();
  #computing: ReadonlySet<number> = new Set();
  #child: ForkedChild<MessageToEmbedder>;
  #isReady = false;
  #hasLoaded = false;
  #failedRestarts = 0;
  #state: "running" | "stopped" = "running";
  #nextId = 0;
  readonly #made = { requests: 0, inputs: 0, tokens: 0, restarts: 0 };

  constructor(options: EmbedderOptions, onCrash: (reason: string) => void = () => {}) {
    this.#options = options;
    this.#onCrash = onCrash;
    this.#loaded.promise.catch(() => {}); // whoever wants to know calls ready()
    this.#child = this.#start();
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  ready(): Promise<EmbedderDescription> {
    return this.#loaded.promise;
  }

  async embed(inputs: readonly EmbeddingInput[], signal: AbortSignal): Promise<Embedded> {
    if (signal.aborted) throw new EmbeddingFailure({ code: "cancelled" });
    if (this.#state === "stopped") throw new EmbeddingFailure({ code: "stopping" });
    if (this.#pending.size >= MOST_PENDING) throw new EmbeddingFailure({ code: "queue-full" });
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<Embedded>();
    this.#pending.set(id, { inputs, crashes: 0, resolve, reject });
    const cancel = () => {
      this.#tell({ kind: "cancel", id });
      this.#fail(id, { code: "cancelled" });
    };
    signal.addEventListener("abort", cancel);
    try {
      if (this.#isReady) this.#tell({ kind: "embed", id, inputs });
      return await promise;
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }

  metrics(): EmbedderMetrics {
    return { ...this.#made, pendingRequests: this.#pending.size, isReady: this.#isReady };
  }

  stop(): void {
    if (this.#state === "stopped") return;
    this.#state = "stopped";
    this.#loaded.reject(new Error("stopped"));
    this.#failAll({ code: "stopping" });
    this.#child.kill();
  }

  #start(): ForkedChild<MessageToEmbedder> {
    const child = forkChild<MessageToEmbedder, MessageFromEmbedder>("./main", import.meta.url, {
      onMessage: (message) => this.#receive(message),
      onExit: (reason) => this.#exited(reason),
    });
    child.send({ kind: "load", options: this.#options });
    return child;
  }

  #tell(message: MessageToEmbedder): void {
    this.#child.send(message);
  }

  #receive(message: MessageFromEmbedder): void {
    switch (message.kind) {
      case "ready":
        this.#isReady = true;
        this.#hasLoaded = true;
        this.#failedRestarts = 0;
        this.#loaded.resolve(message.description);
        for (const [id, { inputs }] of this.#pending) this.#tell({ kind: "embed", id, inputs });
        return;
      case "load-failed":
        this.#loaded.reject(new Error(message.message));
        this.#child.kill();
        return;
      case "computing":
        this.#computing = new Set(message.ids);
        return;
      case "embedded":
        this.#embedded(message.id, message.result);
        return;
      case "refused":
        this.#fail(message.id, message.error);
    }
  }

  #embedded(id: number, embedded: Embedded): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    this.#made.requests++;
    this.#made.inputs += pending.inputs.length;
    this.#made.tokens += embedded.tokens;
    pending.resolve(embedded);
  }

  #exited(reason: string): void {
    if (this.#state === "stopped") return;
    const wasReady = this.#isReady;
    this.#isReady = false;
    if (!this.#hasLoaded) {
      this.#state = "stopped";
      this.#loaded.reject(new Error(`The embedding process ended before its weights were loaded: ${reason}`));
      this.#failAll({ code: "stopping" });
      return;
    }
    this.#onCrash(reason);
    const crashed = { code: "crashed", message: reason } as const;
    const computing = this.#computing;
    this.#computing = new Set();
    for (const [id, pending] of this.#pending) {
      if (computing.has(id) && ++pending.crashes >= MOST_CRASHES) this.#fail(id, crashed);
    }
    if (!wasReady && ++this.#failedRestarts >= MOST_FAILED_RESTARTS) this.#failAll(crashed);
    setTimeout(() => {
      if (this.#state !== "running") return;
      this.#made.restarts++;
      this.#child = this.#start();
    }, RESTART_PAUSE_MILLISECONDS * this.#failedRestarts);
  }

  #fail(id: number, error: EmbeddingError): void {
    this.#pending.get(id)?.reject(new EmbeddingFailure(error));
    this.#pending.delete(id);
  }

  #failAll(error: EmbeddingError): void {
    for (const id of [...this.#pending.keys()]) this.#fail(id, error);
  }
}
