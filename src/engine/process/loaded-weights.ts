import { Batch, type Context, Model, openLlama } from "../../llama/index.ts";
import { type ConstraintCompiler, createConstraintCompiler } from "../constraint/index.ts";
import type { SamplingVocabulary } from "../device/row-sampler.ts";
import type { ModelDescription } from "../engine.ts";
import type { EngineOptions } from "../engine-options.ts";
import { PromptTokenizer } from "../prompt/prompt-tokenizer.ts";

/** Draft tokens that one step may verify. Every one needs a row of logits, which is memory. */
const DRAFT_TOKENS = 64;
/** Sequences a context may hold, running and idle. The library has room for 256, but each needs a row of logits. */
const MOST_SLOTS = 128;

/** Everything native that one engine process holds. */
export class LoadedWeights implements Disposable {
  readonly model: Model;
  readonly context: Context;
  readonly batch: Batch;
  /** Sequences of the context, one of which is not for running. */
  readonly slots: number;
  readonly maximumRunning: number;
  readonly draftTokens: number;
  readonly tokenizer: PromptTokenizer;
  readonly vocabulary: SamplingVocabulary;
  readonly compiler: ConstraintCompiler;
  readonly description: ModelDescription;

  static async load(options: EngineOptions, onProgress: (fraction: number) => void): Promise<LoadedWeights> {
    const llama = openLlama();
    const model = await Model.load(llama, options.weightsFile, {
      onProgress,
      ...(options.gpuLayers !== undefined && { gpuLayers: options.gpuLayers }),
      // CPU kernels repack most weights into a copy; of a mapped file, the original would stay resident too.
      ...(options.gpuLayers === 0 && { memoryMap: false }),
    });
    const weights = new LoadedWeights(model, options, await createCompiler(model));
    await weights.#warmUp();
    return weights;
  }

  /** Computes one token for nothing, so that the first request does not wait for the file to be read. */
  async #warmUp(): Promise<void> {
    this.batch.add(this.model.vocabulary.beginOfSequence ?? 0, 0, 0, true);
    await this.context.decode(this.batch);
    this.context.memory.clear();
  }

  private constructor(model: Model, options: EngineOptions, compiler: ConstraintCompiler) {
    const batchTokens = Math.min(options.batchTokens ?? 512, options.cells);
    this.model = model;
    this.compiler = compiler;
    const maximumRunning = options.maximumRunning ?? 32;
    // Recurrent layers keep a state of megabytes for every sequence, and idle ones are of no use there.
    const useful = this.sharing ? MOST_SLOTS : maximumRunning + 1;
    this.slots = Math.min(useful, options.sequences ?? useful, batchTokens);
    // One sequence is kept for saved states to pass through.
    this.maximumRunning = Math.min(maximumRunning, this.slots - 1);
    this.draftTokens = Math.min(DRAFT_TOKENS, batchTokens - this.maximumRunning);
    this.context = model.createContext({
      cells: options.cells,
      batchTokens,
      sequences: this.slots,
      outputs: Math.max(this.slots, this.maximumRunning + this.draftTokens),
      threads: options.threads,
      keyType: options.keyValueType,
      valueType: options.keyValueType,
      flashAttention: options.flashAttention ?? "auto",
      ...(options.ropeScaling !== undefined && { ropeScaling: options.ropeScaling }),
    });
    this.batch = new Batch(batchTokens);
    this.tokenizer = new PromptTokenizer(model.vocabulary, model.chatTemplate);
    this.vocabulary = samplingVocabulary(model, this.tokenizer);
    this.description = describe(model, options);
  }

  /** Whether any prefix of a sequence can be shared: not so with recurrent state. */
  get sharing(): boolean {
    return !this.model.isRecurrent && !this.model.isHybrid;
  }

  /**
   * Whether parts of a sequence can be saved and joined again. Of layers with a sliding window only
   * the end of each part is saved, so that what is joined has holes.
   */
  get saving(): boolean {
    return this.sharing && this.model.slidingWindow === 0;
  }

  /** Whether a step can be ended early: not on a GPU, and not where half a step cannot be taken back. */
  get interruptible(): boolean {
    return this.sharing && !this.model.llama.hasAccelerator;
  }

  /** Whether a sequence can go on behind the first `length` tokens that the slot holds. */
  isIntact(slot: number, length: number): boolean {
    const { slidingWindow } = this.model;
    if (slidingWindow === 0) return true;
    return this.context.memory.positionMinimum(slot) <= Math.max(0, length - slidingWindow);
  }

  [Symbol.dispose](): void {
    this.compiler[Symbol.dispose]();
    this.batch[Symbol.dispose]();
    this.context[Symbol.dispose]();
    this.model[Symbol.dispose]();
  }
}

function samplingVocabulary(model: Model, tokenizer: PromptTokenizer): SamplingVocabulary {
  const { vocabulary } = model;
  const ends = Uint8Array.from({ length: vocabulary.size }, (_, token) =>
    vocabulary.isEndOfGeneration(token) ? 1 : 0,
  );
  return {
    pieceBytes: (token) => vocabulary.pieceBytes(token, { special: false }),
    isEndOfGeneration: (token) => ends[token] === 1,
    endOfGeneration: vocabulary.endOfSequence ?? ends.indexOf(1),
    continuation: (text) => tokenizer.continuation(text),
  };
}

function createCompiler(model: Model): Promise<ConstraintCompiler> {
  const { vocabulary } = model;
  const all = Array.from({ length: vocabulary.size }, (_, token) => token);
  return createConstraintCompiler({
    tokens: all.map((token) => vocabulary.pieceBytes(token, { special: true })),
    kind: vocabulary.kind,
    endOfGeneration: all.filter((token) => vocabulary.isEndOfGeneration(token)),
    controlTokens: vocabulary.controlTokens().map(({ token }) => token),
  });
}

function describe(model: Model, options: EngineOptions): ModelDescription {
  const { vocabulary } = model;
  const text = (token: number | undefined) => (token === undefined ? "" : vocabulary.text(token));
  return {
    architecture: model.architecture,
    vocabularySize: vocabulary.size,
    contextLength: options.contextLength,
    chatTemplate: model.chatTemplate,
    beginOfSequence: text(vocabulary.beginOfSequence),
    endOfSequence: text(vocabulary.endOfSequence),
    controlTokens: vocabulary.controlTokens().map((control) => control.text),
    parameterCount: model.parameterCount,
  };
}
