import type { Context } from "./context.ts";
import { openedLlama } from "./llama.ts";
import { int32Maximum, LlamaError, requireInteger } from "./llama-error.ts";
import type { Pointer } from "./native-function.ts";
import type { NativeLibrary } from "./native-library.ts";
import { NativeResource } from "./native-resource.ts";
import { createDistribution, createStage, isSelector, type SamplerStage } from "./sampler-stage.ts";

/**
 * Picks tokens from logits, stage after stage. Which method draws depends on how the chain ends:
 * `sample` needs a selecting stage at the end, `sampleSeeded` brings its own and allows none.
 */
export class SamplerChain implements Disposable {
  readonly #library: NativeLibrary;
  readonly #resource: NativeResource;
  readonly #stageCount: number;
  readonly #selects: boolean;

  static create(stages: readonly SamplerStage[]): SamplerChain {
    if (stages.slice(0, -1).some(isSelector))
      throw new LlamaError("invalid-argument", "only the last stage may select a token");
    const { library } = openedLlama();
    const pointer = library.createChain({ no_perf: true });
    const last = stages.at(-1);
    const chain = new SamplerChain(library, pointer, stages.length, last !== undefined && isSelector(last));
    try {
      for (const stage of stages) library.addToChain(pointer, createStage(library, stage));
    } catch (error) {
      chain[Symbol.dispose]();
      throw error;
    }
    return chain;
  }

  private constructor(library: NativeLibrary, pointer: Pointer, stageCount: number, selects: boolean) {
    this.#library = library;
    this.#resource = new NativeResource("sampler chain", pointer, library.freeSampler);
    this.#stageCount = stageCount;
    this.#selects = selects;
  }

  /** Draws a token from the logits after `batchIndex` and accepts it: no `accept` is due afterwards. */
  sample(context: Context, batchIndex: number): number {
    if (!this.#selects)
      throw new LlamaError("invalid-argument", "a chain that ends in no selecting stage needs a seed");
    return this.#draw(this.#resource.pointer, context, batchIndex);
  }

  /**
   * Draws with a seed of its own and accepts the token. The outcome depends on the logits, the accepted
   * tokens and the seed alone, so that a draw can be repeated in another process.
   */
  sampleSeeded(context: Context, batchIndex: number, seed: number): number {
    if (this.#selects)
      throw new LlamaError("invalid-argument", "a chain with a selecting stage takes no other seed");
    const chain = this.#resource.pointer;
    const selector = createDistribution(this.#library, seed);
    this.#library.addToChain(chain, selector);
    try {
      return this.#draw(chain, context, batchIndex);
    } finally {
      this.#library.removeFromChain(chain, this.#stageCount);
      this.#library.freeSampler(selector);
    }
  }

  /** Tells the penalties of a token that was not drawn here: of the prompt, or of a replayed answer. */
  accept(token: number): void {
    requireInteger("token", token, 0, int32Maximum);
    this.#library.acceptToken(this.#resource.pointer, token);
  }

  /** Forgets accepted tokens and starts seeds anew. */
  reset(): void {
    this.#library.resetSampler(this.#resource.pointer);
  }

  /** An independent chain in the same state. */
  clone(): SamplerChain {
    const copy = this.#library.cloneSampler(this.#resource.pointer);
    return new SamplerChain(this.#library, copy, this.#stageCount, this.#selects);
  }

  #draw(chain: Pointer, context: Context, batchIndex: number): number {
    // Finding the row first keeps the library from aborting where there is none.
    context.logitsAddress(batchIndex);
    return this.#library.sample(chain, context.resource.pointer, batchIndex);
  }

  [Symbol.dispose](): void {
    this.#resource[Symbol.dispose]();
  }
}
