import type { AdapterFile } from "../adapter-file.ts";
import type { Engine, EngineState, ModelDescription, TokenListener } from "../engine.ts";
import { type EngineError, EngineFailure } from "../engine-error.ts";
import type { EngineMetrics } from "../engine-metrics.ts";
import type { EngineOptions } from "../engine-options.ts";
import type { GenerateEvent } from "../generate-event.ts";
import type { GenerateRequest, PromptSegment } from "../generate-request.ts";
import type { MessageFromEngine, ProcessMetrics } from "../process/messages.ts";
import { type EngineChild, forkEngineChild, type StartEngineChild } from "./engine-child.ts";
import { PendingRequest } from "./pending-request.ts";

export interface EngineClientOptions {
  readonly engine: EngineOptions;
  readonly onLoadProgress?: (fraction: number) => void;
  /** Told of every engine process that ended unasked. */
  readonly onCrash?: (reason: string) => void;
  readonly startChild?: StartEngineChild;
}

/** Deaths of the engine on one request, without a token in between, after which the request is given up. */
const MOST_CRASHES = 5;
/** Failed loads in a row, once weights had been loaded, after which all requests are given up. */
const MOST_FAILED_RESTARTS = 5;
const RESTART_PAUSE_MILLISECONDS = 200;
const LONGEST_RESTART_PAUSE_MILLISECONDS = 5000;
const STOP_MILLISECONDS = 5000;

interface PendingCount {
  readonly prompt: readonly PromptSegment[];
  crashes: number;
  resolve(tokens: number): void;
  reject(error: EngineFailure): void;
}

/**
 * Runs an engine process and stands in for it: where the process dies, a new one is started and
 * every unfinished request goes on there from the tokens it has. Readers notice a pause, nothing else.
 */
export class EngineClient implements Engine {
  readonly #options: EngineClientOptions;
  /** What an engine has work left for. A request leaves with its terminal event, read or not. */
  readonly #pending = new Map<string, PendingRequest>();
  readonly #counts = new Map<number, PendingCount>();
  readonly #adapters = new Map<string, AdapterFile>();
  readonly #loaded = Promise.withResolvers<ModelDescription>();
  readonly #drained = Promise.withResolvers<void>();
  readonly #stopped = Promise.withResolvers<void>();
  #state: EngineState = "starting";
  #child: EngineChild;
  #childIsReady = false;
  #metrics: ProcessMetrics = noMetrics;
  /** Requests that the engine process computes for at this moment. */
  #computing: ReadonlySet<string> = new Set();
  #restarts = 0;
  #failedRestarts = 0;
  #nextCount = 0;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    this.#loaded.promise.catch(() => {}); // whoever wants to know calls ready()
    this.#child = this.#start();
  }

  get state(): EngineState {
    return this.#state;
  }

  /** The engine process at this moment. */
  get processId(): number | undefined {
    return this.#child.pid;
  }

  ready(): Promise<ModelDescription> {
    return this.#loaded.promise;
  }

  async *generate(
    request: GenerateRequest,
    signal: AbortSignal,
    onTokens?: TokenListener,
  ): AsyncGenerator<GenerateEvent> {
    if (this.#isStopping || signal.aborted) {
      yield { type: "error", error: { code: signal.aborted ? "cancelled" : "stopping" } };
      return;
    }
    const pending = new PendingRequest(request, onTokens);
    const cancel = () => {
      pending.events.close();
      if (this.#remove(pending)) this.#child.send({ kind: "cancel", id: request.id });
    };
    this.#pending.set(request.id, pending);
    signal.addEventListener("abort", cancel);
    try {
      if (this.#childIsReady) this.#child.send({ kind: "generate", request });
      for (;;) {
        const event = (await pending.events.next()) ?? { type: "error", error: { code: "cancelled" } };
        yield event;
        if (event.type === "end" || event.type === "error") return;
      }
    } finally {
      signal.removeEventListener("abort", cancel);
      cancel();
    }
  }

  async countTokens(prompt: readonly PromptSegment[]): Promise<number> {
    if (this.#isStopping) throw new EngineFailure({ code: "stopping" });
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const id = this.#nextCount++;
    this.#counts.set(id, { prompt, crashes: 0, resolve, reject });
    if (this.#childIsReady) this.#child.send({ kind: "count", id, prompt });
    return promise;
  }

  registerAdapter(adapter: AdapterFile): void {
    this.#adapters.set(adapter.id, adapter);
    if (this.#childIsReady) this.#child.send({ kind: "register-adapter", adapter });
  }

  forgetAdapter(id: string): void {
    if (this.#adapters.delete(id) && this.#childIsReady) this.#child.send({ kind: "forget-adapter", id });
  }

  metrics(): EngineMetrics {
    return { ...this.#metrics, restarts: this.#restarts };
  }

  async stop(graceMilliseconds: number): Promise<void> {
    if (!this.#isStopping) {
      this.#state = "stopping";
      void this.#shutDown();
    }
    // Whoever asks for less patience than those before gets it.
    const patience = setTimeout(this.#drained.resolve, graceMilliseconds);
    await this.#stopped.promise;
    clearTimeout(patience);
  }

  get #isStopping(): boolean {
    return this.#state === "stopping" || this.#state === "stopped";
  }

  async #shutDown(): Promise<void> {
    this.#noticeDrained();
    await this.#drained.promise;
    this.#failAll({ code: "stopping" });
    if (this.#childIsReady) this.#child.send({ kind: "stop" });
    else this.#child.kill();
    const killer = setTimeout(() => this.#child.kill(), STOP_MILLISECONDS);
    await this.#stopped.promise;
    clearTimeout(killer);
  }

  #start(): EngineChild {
    const child = (this.#options.startChild ?? forkEngineChild)({
      onMessage: (message) => this.#receive(message),
      onExit: (reason) => this.#exited(reason),
    });
    child.send({ kind: "load", options: this.#options.engine });
    return child;
  }

  #receive(message: MessageFromEngine): void {
    if (message.kind === "outputs") {
      for (const output of message.outputs) {
        const pending = this.#pending.get(output.id);
        pending?.receive(output);
        if (pending?.isOver) this.#remove(pending);
      }
    } else if (message.kind === "computing") {
      this.#computing = new Set(message.ids);
    } else if (message.kind === "metrics") {
      this.#metrics = message.metrics;
    } else if (message.kind === "refused") {
      const pending = this.#pending.get(message.id);
      if (pending !== undefined) this.#fail(pending, message.error);
    } else if (message.kind === "counted") {
      this.#counts.get(message.id)?.resolve(message.tokens);
      this.#removeCount(message.id);
    } else if (message.kind === "count-failed") {
      this.#counts.get(message.id)?.reject(new EngineFailure(message.error));
      this.#removeCount(message.id);
    } else if (message.kind === "ready") {
      this.#loadedWeights(message.description);
    } else if (message.kind === "load-failed") {
      this.#loaded.reject(new Error(message.message));
    } else {
      this.#options.onLoadProgress?.(message.fraction);
    }
  }

  #loadedWeights(description: ModelDescription): void {
    this.#loaded.resolve(description);
    this.#failedRestarts = 0;
    this.#childIsReady = true;
    if (!this.#isStopping) this.#state = "ready";
    for (const adapter of this.#adapters.values()) this.#child.send({ kind: "register-adapter", adapter });
    for (const { request, resumed } of this.#pending.values()) {
      this.#child.send({ kind: "generate", request, ...(resumed !== undefined && { resumed }) });
    }
    for (const [id, { prompt }] of this.#counts) this.#child.send({ kind: "count", id, prompt });
  }

  #exited(reason: string): void {
    const { state } = this;
    const wasReady = this.#childIsReady;
    this.#childIsReady = false;
    if (state === "stopping" || state === "starting") {
      this.#loaded.reject(new Error(`The engine ended while it was ${state}: ${reason}`));
      this.#state = "stopped";
      this.#failAll({ code: "stopping" });
      this.#drained.resolve();
      this.#stopped.resolve();
      return;
    }
    this.#options.onCrash?.(reason);
    this.#restarts++;
    if (wasReady) this.#countCrash(reason);
    else if (++this.#failedRestarts >= MOST_FAILED_RESTARTS) {
      this.#failAll({ code: "crashed", message: `the engine could not be restarted: ${reason}` });
    }
    this.#state = "restarting";
    this.#metrics = noMetrics;
    const pause = Math.min(
      RESTART_PAUSE_MILLISECONDS * this.#failedRestarts,
      LONGEST_RESTART_PAUSE_MILLISECONDS,
    );
    setTimeout(() => {
      if (this.#state === "restarting") this.#child = this.#start();
      else this.#exited(reason);
    }, pause);
  }

  #countCrash(reason: string): void {
    const error = {
      code: "crashed",
      message: `the engine died on this request repeatedly: ${reason}`,
    } as const;
    // Who only waited did not end the process.
    const computing = this.#computing;
    this.#computing = new Set();
    for (const pending of this.#pending.values()) {
      if (computing.has(pending.request.id) && ++pending.crashes >= MOST_CRASHES) this.#fail(pending, error);
    }
    for (const [id, count] of this.#counts) {
      if (++count.crashes < MOST_CRASHES) continue;
      count.reject(new EngineFailure(error));
      this.#removeCount(id);
    }
  }

  #failAll(error: EngineError): void {
    for (const pending of this.#pending.values()) this.#fail(pending, error);
    for (const [id, { reject }] of this.#counts) {
      reject(new EngineFailure(error));
      this.#removeCount(id);
    }
  }

  #fail(pending: PendingRequest, error: EngineError): void {
    pending.fail(error);
    this.#remove(pending);
  }

  /** @returns whether an engine may still be working on the request. */
  #remove(pending: PendingRequest): boolean {
    const { id } = pending.request;
    if (this.#pending.get(id) !== pending) return false;
    this.#pending.delete(id);
    this.#noticeDrained();
    return true;
  }

  #removeCount(id: number): void {
    this.#counts.delete(id);
    this.#noticeDrained();
  }

  #noticeDrained(): void {
    if (this.#isStopping && this.#pending.size === 0 && this.#counts.size === 0) this.#drained.resolve();
  }
}

const noMetrics: ProcessMetrics = {
  queuedRequests: 0,
  runningRequests: 0,
  runningSequences: 0,
  prefillTokens: 0,
  decodeTokens: 0,
  promptTokens: 0,
  cachedTokens: 0,
  acceptedDraftTokens: 0,
  rejectedDraftTokens: 0,
  steps: 0,
  prefillSeconds: 0,
  decodeSeconds: 0,
  cells: { total: 0, active: 0, cached: 0 },
  blocks: { memoryBytes: 0, memoryBudget: 0, diskBytes: 0, diskBudget: 0 },
};
