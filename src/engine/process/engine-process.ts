import { setTimeout as pause, setImmediate } from "node:timers/promises";
import type { Block } from "../blocks/block.ts";
import type { BlockStore } from "../blocks/block-store.ts";
import { AdapterShelf } from "../device/adapter-shelf.ts";
import { Device } from "../device/device.ts";
import { type EngineError, EngineFailure } from "../engine-error.ts";
import type { EngineOptions } from "../engine-options.ts";
import type { GenerateRequest } from "../generate-request.ts";
import { SequenceMemory } from "../memory/sequence-memory.ts";
import { RadixPrefixCache } from "../prefix-cache/radix-prefix-cache.ts";
import { BatchSteps } from "../scheduler/batch-steps.ts";
import type { ResumedChoice } from "../scheduler/create-request.ts";
import { type RequestOutput, Scheduler } from "../scheduler/scheduler.ts";
import { TokenBudget } from "../scheduler/token-budget.ts";
import { Arrivals } from "./arrivals.ts";
import type { LoadedWeights } from "./loaded-weights.ts";
import type { MessageFromEngine, MessageToEngine } from "./messages.ts";
import { savedStatesOf } from "./saved-states-of.ts";
import { StepCounters } from "./step-counters.ts";
import { toEngineError } from "./to-engine-error.ts";

/** Longest step while nobody streams: bounds how late a new request or a cancel is noticed. */
const IDLE_STEP_MILLISECONDS = 3000;
/** An interactive request that comes beside batch work waits half of this, where steps cannot be interrupted. */
const BATCH_STEP_MILLISECONDS = 300;
/** Where they can be, it waits for one operation. Twice as long gained nothing more. */
const LONG_BATCH_STEP_MILLISECONDS = 2000;
/** Some forty adapters of rank 8 on weights of a billion parameters. */
const ADAPTER_MEMORY_BYTES = 2 ** 30;
const METRICS_INTERVAL_MILLISECONDS = 250;

/** The engine's loop: plan a step, publish what the one before yielded, compute, take in the result. */
export class EngineProcess {
  readonly #weights: LoadedWeights;
  readonly #options: EngineOptions;
  readonly #send: (message: MessageFromEngine) => void;
  readonly #clock: () => number;
  readonly #memory: SequenceMemory;
  readonly #budget: TokenBudget;
  readonly #scheduler: Scheduler;
  readonly #arrivals = new Arrivals();
  readonly #device: Device;
  readonly #adapters: AdapterShelf;
  readonly #counters = new StepCounters();
  readonly #blocks: BlockStore;
  /** Keys of blocks on their way from disk. */
  readonly #loading = new Set<string>();
  /** Requests that are not scheduled yet: being tokenized, their constraint compiled. Aborting drops one. */
  readonly #preparing = new Map<string, AbortController>();
  /** Requests of the step that runs. */
  #computing: readonly string[] = [];
  /** Whether the step that runs is to be ended for an interactive request. */
  #interruptible = false;
  #announced: ReadonlySet<string> = new Set();
  #promptTokens = 0;
  #cachedTokens = 0;
  #stopping = false;
  #metricsDue = 0;
  #wake: () => void = () => {};

  constructor(
    weights: LoadedWeights,
    blocks: BlockStore,
    options: EngineOptions,
    send: (message: MessageFromEngine) => void,
    clock: () => number,
  ) {
    this.#weights = weights;
    this.#options = options;
    this.#send = send;
    this.#clock = clock;
    const batchTokens = weights.batch.capacity;
    this.#blocks = blocks;
    // Saved states pass through the last sequence.
    const slots = weights.slots - 1;
    this.#memory = new SequenceMemory({
      cells: options.cells,
      slots,
      sharing: weights.sharing,
      cache: new RadixPrefixCache(),
      isIntact: (slot, length) => weights.isIntact(slot, length),
    });
    this.#budget = new TokenBudget({
      maximum: batchTokens,
      streamingMilliseconds: options.streamingStepMilliseconds ?? 200,
      idleMilliseconds: IDLE_STEP_MILLISECONDS,
    });
    this.#scheduler = new Scheduler({
      contextLength: options.contextLength,
      batchTokens,
      draftTokens: weights.draftTokens,
      maximumRunning: weights.maximumRunning,
      maximumQueued: options.maximumQueued ?? 1024,
      memory: this.#memory,
      ...savedStatesOf(weights, blocks, options),
      budget: this.#budget,
      batchSteps: new BatchSteps({
        shortMilliseconds: BATCH_STEP_MILLISECONDS,
        longMilliseconds: weights.interruptible ? LONG_BATCH_STEP_MILLISECONDS : BATCH_STEP_MILLISECONDS,
      }),
      prefillApart: !weights.model.llama.hasAccelerator,
      vocabulary: weights.vocabulary,
      promptLookup: weights.sharing && (options.promptLookup ?? false),
    });
    const { context, batch, vocabulary } = weights;
    this.#adapters = new AdapterShelf(
      weights.model,
      context,
      options.adapterMemoryBytes ?? ADAPTER_MEMORY_BYTES,
    );
    const adapters = this.#adapters;
    this.#device = new Device({ context, batch, vocabulary, blocks, adapters, scratch: slots, clock });
  }

  receive(message: Exclude<MessageToEngine, { kind: "load" }>): void {
    if (message.kind === "generate") {
      if (message.request.priority === "interactive") this.#arrivals.note(this.#clock());
      void this.#begin(message.request, message.resumed);
    } else if (message.kind === "cancel") this.#cancel(message.id);
    else if (message.kind === "count") void this.#count(message);
    else if (message.kind === "register-adapter") this.#adapters.register(message.adapter);
    else if (message.kind === "forget-adapter") this.#adapters.forget(message.id);
    else this.#stop();
  }

  /** Runs until told to stop. Rejects where a step fails: the process must not go on then. */
  async run(): Promise<void> {
    let finished: RequestOutput[] = [];
    while (!this.#stopping) {
      const wait = this.#waitForOthers();
      if (wait > 0) {
        this.#publish(finished);
        finished = [];
        await pause(wait);
        continue;
      }
      const plan = this.#scheduler.schedule();
      if (plan !== undefined) this.#load(plan.loads);
      if (plan === undefined || (plan.rows.length === 0 && plan.actions.length === 0)) {
        this.#publish(finished);
        finished = [];
        this.#publishMetrics(true);
        this.#scheduler.checkIntegrity();
        await this.#nextMessage();
        continue;
      }
      this.#computing = plan.rows.map(({ sequence }) => sequence.request.source.id);
      this.#announce();
      // Sent before the step begins, and so on its way while it computes.
      this.#publish(finished);
      this.#interruptible = plan.interruptible;
      const result = await this.#device.run(plan);
      this.#interruptible = false;
      finished = this.#scheduler.apply(plan, result);
      if (!result.interrupted) this.#counters.observe(plan, result);
      this.#device.sweep();
      if (this.#options.checkEveryStep) this.#scheduler.checkIntegrity();
      this.#publishMetrics(false);
      await setImmediate(); // messages are taken between steps
    }
    this.#publish(finished);
    this.#device[Symbol.dispose]();
    this.#adapters[Symbol.dispose]();
    await this.#blocks.flushed();
  }

  /** Milliseconds that requests which nothing runs beside should wait for those that were sent with them. */
  #waitForOthers(): number {
    const tokens = this.#arrivals.pending ? this.#scheduler.newcomerTokens : 0;
    return tokens === 0 ? 0 : this.#arrivals.left(this.#clock(), this.#budget.prefillMilliseconds(tokens));
  }

  /** Should the process die now, these requests may have caused it. */
  #announce(): void {
    const ids = new Set([...this.#computing, ...this.#preparing.keys()]);
    if (ids.size === this.#announced.size && ids.isSubsetOf(this.#announced)) return;
    this.#announced = ids;
    this.#send({ kind: "computing", ids: [...ids] });
  }

  #load(blocks: readonly Block[]): void {
    for (const block of blocks) {
      if (this.#loading.has(block.key)) continue;
      this.#loading.add(block.key);
      void this.#blocks.load(block).finally(() => {
        this.#loading.delete(block.key);
        this.#wake();
      });
    }
  }

  async #begin(request: GenerateRequest, resumed: readonly ResumedChoice[] | undefined): Promise<void> {
    const { id } = request;
    const { tokenizer, compiler } = this.#weights;
    const preparing = new AbortController();
    const { signal } = preparing;
    try {
      // Asked before the prompt is tokenized, which takes long where it is long.
      if (resumed === undefined) refuse(this.#scheduler.refusal(request.priority, this.#preparing.size));
      this.#preparing.set(id, preparing);
      this.#announce();
      const prompt = await tokenizer.tokenize(request.prompt, signal);
      refuse(this.#tooLong(prompt.length, request.maximumTokens) ?? this.#unknownAdapter(request));
      const prediction = await this.#predictionTokens(request, signal);
      const constraint = request.constraint && (await compiler.compile(request.constraint));
      signal.throwIfAborted();
      if (constraint !== undefined) this.#device.constrain(id, constraint);
      refuse(this.#scheduler.enqueue(request, prompt, resumed, prediction));
      if (this.#interruptible && request.priority === "interactive") this.#device.interrupt();
      this.#preparing.delete(id);
      this.#wake();
    } catch (error) {
      if (signal.aborted) return; // nobody waits for an answer
      this.#preparing.delete(id);
      this.#device.forget(id);
      this.#send({ kind: "refused", id, error: toEngineError(error) });
    }
  }

  /** Drafts need a memory that can be cut back; without one the prediction changes nothing. */
  async #predictionTokens(
    { prediction }: GenerateRequest,
    signal: AbortSignal,
  ): Promise<Int32Array | undefined> {
    if (prediction === undefined || !this.#weights.sharing) return undefined;
    return this.#weights.tokenizer.tokenizeContinuation(prediction, signal);
  }

  #tooLong(promptTokens: number, maximumTokens: number | undefined): EngineError | undefined {
    const { contextLength } = this.#options;
    const requestedTokens = maximumTokens ?? 0;
    if (promptTokens + Math.max(1, requestedTokens) <= contextLength) return undefined;
    return { code: "context-length-exceeded", contextLength, promptTokens, requestedTokens };
  }

  #unknownAdapter({ adapter }: GenerateRequest): EngineError | undefined {
    if (adapter === undefined || this.#adapters.has(adapter)) return undefined;
    return { code: "unknown-adapter", adapter };
  }

  #cancel(id: string): void {
    this.#preparing.get(id)?.abort();
    this.#preparing.delete(id);
    this.#scheduler.cancel(id);
    this.#device.forget(id);
    this.#wake();
  }

  #stop(): void {
    this.#stopping = true;
    for (const preparing of this.#preparing.values()) preparing.abort();
    this.#wake();
  }

  async #count({ id, prompt }: Extract<MessageToEngine, { kind: "count" }>): Promise<void> {
    try {
      const { length } = await this.#weights.tokenizer.tokenize(prompt);
      this.#send({ kind: "counted", id, tokens: length });
    } catch (error) {
      this.#send({ kind: "count-failed", id, error: toEngineError(error) });
    }
  }

  #publish(outputs: readonly RequestOutput[]): void {
    const told = outputs.filter(({ events, tokens }) => events.length > 0 || tokens.length > 0);
    if (told.length > 0) this.#send({ kind: "outputs", outputs: told });
    for (const { id, events } of told) {
      for (const event of events) {
        if (event.type === "started") {
          this.#promptTokens += event.promptTokens;
          this.#cachedTokens += event.cachedTokens;
        }
        if (event.type === "end" || event.type === "error") this.#device.forget(id);
      }
    }
  }

  #publishMetrics(now: boolean): void {
    if (!now && this.#clock() < this.#metricsDue) return;
    this.#metricsDue = this.#clock() + METRICS_INTERVAL_MILLISECONDS;
    const metrics = this.#counters.metrics(this.#scheduler, {
      promptTokens: this.#promptTokens,
      cachedTokens: this.#cachedTokens,
      cells: this.#memory.cells,
      blocks: this.#blocks.holdings,
    });
    this.#send({ kind: "metrics", metrics });
  }

  #nextMessage(): Promise<void> {
    if (this.#stopping) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

function refuse(error: EngineError | undefined): void {
  if (error !== undefined) throw new EngineFailure(error);
}
