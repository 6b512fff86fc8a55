import type { ChoiceUsage, FinishReason, GenerateEvent, SampledToken } from "../generate-event.ts";
import type { AssembledText } from "../text/text-assembler.ts";
import type { GeneratedToken, RequestOutput } from "./scheduler.ts";
import { generatedTokens, type Sequence } from "./sequence.ts";

/** What the scheduler must know of tokens. */
export interface Vocabulary {
  pieceBytes(token: number): Uint8Array;
  isEndOfGeneration(token: number): boolean;
}

/** Takes the outcome of one row into its sequence and collects what the client is told. */
export class AppliedTokens {
  readonly #sequence: Sequence;
  readonly #vocabulary: Vocabulary;
  readonly #contextLength: number;
  readonly #events: GenerateEvent[] = [];
  readonly #tokens: GeneratedToken[] = [];
  #text = "";
  #sampled: SampledToken[] = [];
  #reason: FinishReason | undefined;

  constructor(sequence: Sequence, vocabulary: Vocabulary, contextLength: number) {
    this.#sequence = sequence;
    this.#vocabulary = vocabulary;
    this.#contextLength = contextLength;
  }

  get finished(): boolean {
    return this.#reason !== undefined;
  }

  /** The sequence's known tokens are computed up to `to`. */
  compute(to: number): void {
    const sequence = this.#sequence;
    const { request } = sequence;
    const before = sequence.computed;
    sequence.computed = to;
    if (to < request.promptLength && before < request.promptLength && !request.started) {
      this.#events.push({
        type: "prefill-progress",
        promptTokens: request.promptLength,
        computedTokens: to,
        cachedTokens: request.cachedTokens,
      });
    }
  }

  /** Of the draft that was verified behind the known tokens, the first `accepted` were right. */
  draft(proposed: number, accepted: number): void {
    if (proposed === 0) return;
    const sequence = this.#sequence;
    sequence.computed += accepted;
    sequence.draft?.observe(proposed, accepted);
    if (sequence.draft?.kind === "prediction") {
      sequence.acceptedPredictionTokens += accepted;
      sequence.rejectedPredictionTokens += proposed - accepted;
    }
  }

  take(token: number, sampled: SampledToken | undefined): void {
    if (this.#reason !== undefined) return;
    const sequence = this.#sequence;
    const { request } = sequence;
    if (!request.started) {
      request.started = true;
      const { promptLength: promptTokens, cachedTokens } = request;
      this.#events.push({ type: "started", promptTokens, cachedTokens });
    }
    if (this.#vocabulary.isEndOfGeneration(token)) {
      this.#finish("stop");
      return;
    }
    sequence.tokens.append(token);
    this.#tokens.push({ choice: sequence.choice, token, ...(sampled !== undefined && { sampled }) });
    const assembled = sequence.text.push(this.#vocabulary.pieceBytes(token), sampled);
    this.#collect(assembled);
    if (assembled.stopped) this.#finish("stop", false);
    else if (generatedTokens(sequence) >= request.maximumTokens) this.#finish("length");
    else if (sequence.tokens.length >= this.#contextLength) this.#finish("length");
  }

  output(): RequestOutput {
    const { request, choice } = this.#sequence;
    if (this.#text.length > 0 || this.#sampled.length > 0) {
      this.#events.push({
        type: "text-delta",
        choice,
        text: this.#text,
        ...(request.source.topLogProbabilities !== undefined && { sampled: this.#sampled }),
      });
    }
    if (this.#reason !== undefined) {
      this.#events.push({ type: "choice-end", choice, reason: this.#reason, usage: this.#usage() });
      if (request.openChoices === 0) this.#events.push({ type: "end" });
    }
    return { id: request.source.id, tokens: this.#tokens, events: this.#events };
  }

  #finish(reason: FinishReason, flush = true): void {
    this.#reason = reason;
    if (flush) this.#collect(this.#sequence.text.flush());
    // Draft tokens behind the end were computed but never became part of the answer.
    this.#sequence.computed = Math.min(this.#sequence.computed, this.#sequence.tokens.length);
  }

  #collect(assembled: AssembledText): void {
    this.#text += assembled.text;
    this.#sampled.push(...assembled.sampled);
  }

  #usage(): ChoiceUsage {
    const { acceptedPredictionTokens, rejectedPredictionTokens } = this.#sequence;
    const completionTokens = generatedTokens(this.#sequence) + rejectedPredictionTokens;
    return { completionTokens, acceptedPredictionTokens, rejectedPredictionTokens };
  }
}
