import { setImmediate } from "node:timers/promises";
import { type EmbeddingContext, Model, openLlama } from "../../llama/index.ts";
import { type EmbedderOptions, EmbeddingFailure, type EmbeddingInput } from "./embedder.ts";
import { EmbeddingQueue, EmbeddingWork } from "./embedding-queue.ts";
import type { MessageFromEmbedder, MessageToEmbedder } from "./messages.ts";
import { tokenizeInputs } from "./tokenize-inputs.ts";

const MOST_SEQUENCES = 64;

/** The embedding process's loop: pack inputs of all requests into passes, compute, send what is complete. */
export class EmbeddingProcess {
  readonly #model: Model;
  readonly #context: EmbeddingContext;
  readonly #send: (message: MessageFromEmbedder) => void;
  readonly #queue = new EmbeddingQueue();
  /** Requests whose inputs are not tokenized yet. */
  readonly #waiting = new Set<number>();
  /** One request is tokenized at a time, in the order in which they come. */
  #tokenizing: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};

  /** @throws LlamaError where the weights cannot be loaded, or make no embeddings. */
  static async load(options: EmbedderOptions, send: (message: MessageFromEmbedder) => void) {
    const { gpuLayers, flashAttention, contextLength, threads } = options;
    const model = await Model.load(openLlama(), options.weightsFile, {
      ...(gpuLayers !== undefined && { gpuLayers }),
    });
    const batchTokens = Math.min(contextLength, model.trainContextLength);
    const context = model.createEmbeddingContext({
      batchTokens,
      sequences: Math.min(MOST_SEQUENCES, batchTokens),
      threads,
      flashAttention: flashAttention ?? "auto",
    });
    return new EmbeddingProcess(model, context, send);
  }

  private constructor(model: Model, context: EmbeddingContext, send: (message: MessageFromEmbedder) => void) {
    this.#model = model;
    this.#context = context;
    this.#send = send;
    send({
      kind: "ready",
      description: { dimensions: context.dimensions, contextLength: context.batchTokens },
    });
  }

  receive(message: Exclude<MessageToEmbedder, { kind: "load" }>): void {
    if (message.kind === "cancel") {
      this.#waiting.delete(message.id);
      this.#queue.remove(message.id);
      return;
    }
    this.#waiting.add(message.id);
    this.#tokenizing = this.#tokenizing.then(() => this.#begin(message.id, message.inputs));
  }

  /** Never resolves. Rejects where a pass fails: the process must not go on then. */
  async run(): Promise<never> {
    for (;;) {
      const step = this.#queue.takeStep(this.#context.batchTokens, this.#context.sequences);
      if (step === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      this.#send({ kind: "computing", ids: [...new Set(step.works.map(({ id }) => id))] });
      const vectors = await this.#context.embed(step.sequences);
      for (const [index, vector] of vectors.entries()) step.works[index]?.vectors.push(normalized(vector));
      for (const work of new Set(step.works)) if (work.isDone) this.#finish(work);
      // Messages that have come meanwhile are taken in.
      await setImmediate();
    }
  }

  async #begin(id: number, inputs: readonly EmbeddingInput[]): Promise<void> {
    try {
      const isCancelled = () => !this.#waiting.has(id);
      const tokens = await tokenizeInputs(
        this.#model.vocabulary,
        inputs,
        this.#context.batchTokens,
        isCancelled,
      );
      if (isCancelled()) return;
      this.#queue.add(new EmbeddingWork(id, tokens));
      this.#wake();
    } catch (error) {
      if (!(error instanceof EmbeddingFailure)) console.error(error);
      const told =
        error instanceof EmbeddingFailure
          ? error.error
          : ({ code: "crashed", message: "the input could not be tokenized" } as const);
      this.#send({ kind: "refused", id, error: told });
    } finally {
      this.#waiting.delete(id);
    }
  }

  #finish({ id, inputs, vectors }: EmbeddingWork): void {
    this.#queue.remove(id);
    const tokens = inputs.reduce((sum, { length }) => sum + length, 0);
    this.#send({ kind: "embedded", id, result: { vectors, tokens } });
  }
}

function normalized(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
