import type { Context } from "../../llama/index.ts";
import { applyMask, type Constraint, ConstraintError } from "../constraint/index.ts";
import type { SampledToken, TokenLogProbability } from "../generate-event.ts";
import { adjustLogits, countTokens } from "../sampling/adjust-logits.ts";
import { LogProbabilities } from "../sampling/log-probabilities.ts";
import { mostProbable } from "../sampling/most-probable.ts";
import { tokenSeed } from "../sampling/token-seed.ts";
import { generatedTokens, type Sequence } from "../scheduler/sequence.ts";
import type { RowResult } from "../scheduler/step-plan.ts";
import type { SamplerChains } from "./sampler-chains.ts";

/** What sampling must know of the weights' vocabulary. */
export interface SamplingVocabulary {
  pieceBytes(token: number): Uint8Array;
  /** Tokens for text that goes on within an answer. */
  continuation(text: string): Int32Array;
  isEndOfGeneration(token: number): boolean;
  /** The token that says an answer is over. */
  readonly endOfGeneration: number;
}

/** Draws the tokens of one sequence. Holds what depends on the answer so far and is not worth computing anew. */
export class RowSampler implements Disposable {
  readonly #sequence: Sequence;
  readonly #constraint: Constraint | undefined;
  readonly #vocabulary: SamplingVocabulary;
  readonly #counts: Map<number, number>;

  constructor(sequence: Sequence, constraint: Constraint | undefined, vocabulary: SamplingVocabulary) {
    this.#sequence = sequence;
    this.#constraint = constraint;
    this.#vocabulary = vocabulary;
    this.#counts = countTokens(sequence.tokens, sequence.request.promptLength);
    for (const token of sequence.tokens.slice(sequence.request.promptLength)) constraint?.accept(token);
  }

  /**
   * Samples behind the row's last token and, as long as the samples agree with it, along the draft.
   * A draft token is accepted exactly when sampling draws it, so the output's distribution, and for
   * one seed the output itself, is that without a draft.
   *
   * @param first batch index of the row's last known token; the draft's follow.
   */
  sample(context: Context, chains: SamplerChains, first: number, draft: readonly number[]): RowResult {
    const tokens: number[] = [];
    const sampled: SampledToken[] = [];
    const { topLogProbabilities } = this.#sequence.request.source;
    for (let at = 0; ; at++) {
      const logits = context.logits(first + at);
      const report = topLogProbabilities === undefined ? undefined : new LogProbabilities(logits.slice());
      const token = this.#draw(context, chains, first + at, logits, tokens.length);
      this.#take(token, tokens);
      if (report !== undefined) sampled.push(this.#describe(token, report, topLogProbabilities!));
      if (token !== draft[at]) break;
    }
    const acceptedDraft = tokens.length - 1;
    if (topLogProbabilities !== undefined) return { tokens, acceptedDraft, sampled };
    this.#jumpForward(tokens);
    return { tokens, acceptedDraft };
  }

  [Symbol.dispose](): void {
    this.#constraint?.[Symbol.dispose]();
  }

  #draw(context: Context, chains: SamplerChains, index: number, logits: Float32Array, ahead: number): number {
    const { sampling } = this.#sequence.request.source;
    adjustLogits(logits, sampling, this.#counts);
    const mask = this.#constraint?.mask();
    if (mask !== undefined) {
      if (!mask.some((word) => word !== 0)) throw new ConstraintError("No token can follow what was said.");
      applyMask(logits, mask);
    }
    if (sampling.temperature === 0) return mostProbable(logits);
    const position = this.#sequence.tokens.length + ahead;
    const seed = tokenSeed(sampling.seed, this.#sequence.choice, position);
    return chains.get(sampling).sampleSeeded(context, index, seed);
  }

  #take(token: number, tokens: number[]): void {
    tokens.push(token);
    this.#counts.set(token, (this.#counts.get(token) ?? 0) + 1);
    if (!this.#vocabulary.isEndOfGeneration(token)) this.#constraint?.accept(token);
  }

  /** Appends what the constraint leaves no choice about: it needs computing, but no sampling. */
  #jumpForward(tokens: number[]): void {
    const constraint = this.#constraint;
    if (constraint === undefined) return;
    const room = this.#sequence.request.maximumTokens - generatedTokens(this.#sequence) - tokens.length;
    for (const token of this.#vocabulary.continuation(constraint.forcedText()).slice(0, Math.max(0, room))) {
      if (!constraint.accept(token)) return;
      tokens.push(token);
      this.#counts.set(token, (this.#counts.get(token) ?? 0) + 1);
    }
    if (constraint.isTerminated) tokens.push(this.#vocabulary.endOfGeneration);
  }

  #describe(token: number, report: LogProbabilities, count: number): SampledToken {
    const alternatives = report.top(count).map((ranked) => this.#report(ranked.token, ranked.logProbability));
    return { ...this.#report(token, report.of(token)), alternatives };
  }

  #report(token: number, logProbability: number): TokenLogProbability {
    const bytes = this.#vocabulary.pieceBytes(token);
    return { token: decoder.decode(bytes), bytes: [...bytes], logProbability };
  }
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
