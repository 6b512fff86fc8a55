import type { Engine, EngineState, ModelDescription } from "../engine.ts";
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
const STOP_MILLISECONDS = 5000;

interface PendingCount {
  readonly prompt: readonly PromptSegment[];
  resolve(tokens: number): void;
  reject(error: EngineFailure): void;
}

/**
 * Runs an engine process and stands in for it: where the process dies, a new one is started and
 * every unfinished request goes on there from the tokens it has. Readers notice a pause, nothing else.
 */
export class EngineClient implements Engine {
  readonly #options: EngineClientOptions;
  readonly #pending = new Map<string, PendingRequest>();
  readonly #counts = new Map<number, PendingCount>();
  readonly #loaded = Promise.withResolvers<ModelDescription>();
  readonly #stopped = Promise.withResolvers<void>();
  #state: EngineState = "starting";
  #child: EngineChild;
  #metrics: ProcessMetrics = noMetrics;
  #restarts = 0;
  #failedRestarts = 0;
  #nextCount = 0;
  #idle: () => void = () => {};

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

  async *generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent> {
    if (this.#state === "stopping" || this.#state === "stopped") {
      yield { type: "error", error: { code: "stopping" } };
      return;
    }
    const pending = new PendingRequest(request);
    this.#pending.set(request.id, pending);
    let ended = false;
    const abort = () => pending.events.close();
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    try {
      if (this.#state === "ready") this.#child.send({ kind: "generate", request });
      while (!ended) {
        const event = (await pending.events.next()) ?? { type: "error", error: { code: "cancelled" } };
        ended = event.type === "end" || (event.type === "error" && event.error.code !== "cancelled");
        yield event;
        if (event.type === "error") return;
      }
    } finally {
      signal.removeEventListener("abort", abort);
      this.#pending.delete(request.id);
      if (!ended) this.#child.send({ kind: "cancel", id: request.id });
      if (this.#pending.size === 0) this.#idle();
    }
  }

  countTokens(prompt: readonly PromptSegment[]): Promise<number> {
    return new Promise((resolve, reject) => {
      const id = this.#nextCount++;
      this.#counts.set(id, { prompt, resolve, reject });
      if (this.#state === "ready") this.#child.send({ kind: "count", id, prompt });
    });
  }

  metrics(): EngineMetrics {
    return { ...this.#metrics, restarts: this.#restarts };
  }

  async stop(graceMilliseconds: number): Promise<void> {
    if (this.#state !== "stopping" && this.#state !== "stopped") {
      const wasReady = this.#state === "ready";
      this.#state = "stopping";
      if (this.#pending.size > 0) await this.#settle(graceMilliseconds);
      this.#failAll({ code: "stopping" });
      if (wasReady) this.#child.send({ kind: "stop" });
      else this.#child.kill();
    }
    const killer = setTimeout(() => this.#child.kill(), STOP_MILLISECONDS);
    await this.#stopped.promise;
    clearTimeout(killer);
  }

  /** Until no request is in flight, or the time is up. */
  async #settle(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle = resolve;
    const timer = setTimeout(resolve, milliseconds);
    await promise;
    clearTimeout(timer);
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
      for (const output of message.outputs) this.#pending.get(output.id)?.receive(output);
    } else if (message.kind === "metrics") {
      this.#metrics = message.metrics;
    } else if (message.kind === "refused") {
      this.#pending.get(message.id)?.fail(message.error);
    } else if (message.kind === "counted") {
      this.#counts.get(message.id)?.resolve(message.tokens);
      this.#counts.delete(message.id);
    } else if (message.kind === "count-failed") {
      this.#counts.get(message.id)?.reject(new EngineFailure(message.error));
      this.#counts.delete(message.id);
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
    if (this.#state === "starting" || this.#state === "restarting") this.#state = "ready";
    for (const { request, resumed } of this.#pending.values()) {
      this.#child.send({ kind: "generate", request, ...(resumed !== undefined && { resumed }) });
    }
    for (const [id, { prompt }] of this.#counts) this.#child.send({ kind: "count", id, prompt });
  }

  #exited(reason: string): void {
    const { state } = this;
    if (state === "stopping" || state === "starting") {
      this.#loaded.reject(new Error(`The engine ended while it was ${state}: ${reason}`));
      this.#failAll({ code: "stopping" });
      this.#state = "stopped";
      this.#stopped.resolve();
      return;
    }
    this.#options.onCrash?.(reason);
    this.#restarts++;
    if (state === "restarting" && ++this.#failedRestarts >= MOST_FAILED_RESTARTS) {
      this.#failAll({ code: "crashed", message: `the engine could not be restarted: ${reason}` });
    }
    if (state === "ready") this.#countCrash(reason);
    this.#state = "restarting";
    this.#metrics = noMetrics;
    setTimeout(() => {
      if (this.#state === "restarting") this.#child = this.#start();
      else this.#exited(reason);
    }, RESTART_PAUSE_MILLISECONDS * this.#failedRestarts);
  }

  #countCrash(reason: string): void {
    for (const [id, pending] of this.#pending) {
      if (++pending.crashes < MOST_CRASHES) continue;
      pending.fail({ code: "crashed", message: `the engine died on this request repeatedly: ${reason}` });
      this.#pending.delete(id);
    }
  }

  #failAll(error: EngineError): void {
    for (const pending of this.#pending.values()) pending.fail(error);
    this.#pending.clear();
    for (const { reject } of this.#counts.values()) reject(new EngineFailure(error));
    this.#counts.clear();
  }
}

const noMetrics: ProcessMetrics = {
  queuedRequests: 0,
  runningRequests: 0,
  runningSequences: 0,
  prefillTokens: 0,
  decodeTokens: 0,
  cachedTokens: 0,
  acceptedDraftTokens: 0,
  rejectedDraftTokens: 0,
  steps: 0,
  prefillSeconds: 0,
  decodeSeconds: 0,
  cells: { total: 0, active: 0, cached: 0 },
};
