import { setImmediate } from "node:timers/promises";
import { type EngineError, EngineFailure } from "../engine-error.ts";
import type { PromptSegment } from "../generate-request.ts";
import { TokenList } from "../token-list.ts";
import { SpecialText, type SpecialToken } from "./special-text.ts";
import { characterLength, textParts } from "./text-parts.ts";
import { type TextRun, textRuns } from "./text-runs.ts";

interface PlainText {
  readonly addSpecial: false;
  readonly parseSpecial: false;
}

/** The part of a vocabulary that turning prompts into tokens needs. */
export interface TokenizerVocabulary {
  readonly kind: string;
  readonly beginOfSequence: number | undefined;
  readonly addsBeginOfSequence: boolean;
  tokenize(text: string, options: PlainText): Int32Array;
  /** The same on another thread. */
  tokenizeAsync(text: string, options: PlainText): Promise<Int32Array>;
  controlTokens(): readonly SpecialToken[];
  userDefinedTokens(): readonly SpecialToken[];
}

/** Work that hands out text and is handed the tokens of it. */
type Tokenizing<Result> = Generator<string, Result, Int32Array>;

const plainText: PlainText = { addSpecial: false, parseSpecial: false };

/** Longest prompt, in UTF-16 units, that is tokenized while everything else waits: some 20 ms. */
const LONGEST_AT_ONCE = 32_768;
/** Below this length going to another thread costs more than it saves. */
const SHORTEST_ELSEWHERE = 2048;
/** What handling a part costs, in units of text tokenized meanwhile. */
const PART_COST = 16;

/** Texts that merge with nothing behind them. The second is for texts that begin as the first does. */
const LEADS = ["\n", "\u0001"];

const unspeakable: EngineError = {
  code: "unsupported",
  message: "The text cannot be spelled without control tokens.",
};

/**
 * Turns prompt segments into tokens so that only trusted text can yield control tokens.
 *
 * Trusted text is split at the control tokens it spells out. Everything between two control tokens
 * is tokenized in one go, trusted and untrusted together, so the tokens are those that the model
 * was trained on. Where untrusted text spells out a special token, the text is cut inside that
 * spelling and the parts are tokenized apart: a token cannot reach across, so it cannot come about,
 * neither by lookup nor by the merges of the tokenizer.
 */
export class PromptTokenizer {
  readonly #vocabulary: TokenizerVocabulary;
  readonly #control: SpecialText;
  readonly #guarded: SpecialText;
  readonly #controlIds: ReadonlySet<number>;
  readonly #leads: ReadonlyArray<{ readonly text: string; readonly tokens: Int32Array }>;
  /** The call that runs on another thread; the next one waits for it. */
  #elsewhere: Promise<unknown> = Promise.resolve();

  /** User-defined tokens are guarded where the chat template gives them a meaning, as with `<tool_call>`. */
  constructor(vocabulary: TokenizerVocabulary, chatTemplate: string | undefined) {
    this.#vocabulary = vocabulary;
    const control = vocabulary.controlTokens();
    const structural = vocabulary
      .userDefinedTokens()
      .filter(({ text }) => chatTemplate?.includes(text) ?? false);
    this.#control = new SpecialText(control);
    // A single character cannot be cut; no vocabulary is known to have one as a control token.
    this.#guarded = new SpecialText(
      [...control, ...structural].filter(({ text }) => text.length > characterLength(text, 0)),
    );
    this.#controlIds = new Set(control.map(({ token }) => token));
    this.#leads = LEADS.map((text) => ({ text, tokens: vocabulary.tokenize(text, plainText) }));
  }

  /**
   * Long prompts take turns with everything else and with each other. Aborting ends that.
   *
   * @throws EngineFailure `unsupported` where the vocabulary leaves no way to spell a text safely.
   */
  async tokenize(segments: readonly PromptSegment[], signal?: AbortSignal): Promise<Int32Array> {
    const length = segments.reduce((sum, { text }) => sum + text.length, 0);
    return this.#run(this.#tokenizing(segments), length, signal);
  }

  /** Tokens for untrusted text that goes on where other text stopped; on the same terms. */
  async tokenizeContinuation(text: string, signal?: AbortSignal): Promise<Int32Array> {
    return this.#run(this.#continuing(text), text.length, signal);
  }

  /** The same at once, for short text. Empty where the text cannot be spelled safely. */
  continuation(text: string): Int32Array {
    try {
      return this.#runAtOnce(this.#continuing(text));
    } catch (error) {
      if (error instanceof EngineFailure) return new Int32Array();
      throw error;
    }
  }

  async #run(work: Tokenizing<TokenList>, length: number, signal: AbortSignal | undefined) {
    return length > LONGEST_AT_ONCE ? this.#runInTurns(work, signal) : this.#runAtOnce(work);
  }

  #runAtOnce(work: Tokenizing<TokenList>): Int32Array {
    let step = work.next();
    while (!step.done) step = work.next(this.#vocabulary.tokenize(step.value, plainText));
    return step.value.slice(0);
  }

  async #runInTurns(work: Tokenizing<TokenList>, signal: AbortSignal | undefined): Promise<Int32Array> {
    let cost = 0;
    let step = work.next();
    while (!step.done) {
      signal?.throwIfAborted();
      const text = step.value;
      if (text.length >= SHORTEST_ELSEWHERE) {
        step = work.next(await this.#tokenizeElsewhere(text));
        continue;
      }
      cost += text.length + PART_COST;
      if (cost > LONGEST_AT_ONCE) {
        await setImmediate();
        cost = 0;
      }
      step = work.next(this.#vocabulary.tokenize(text, plainText));
    }
    return step.value.slice(0);
  }

  /** One text at a time, whoever asks: decoding needs the threads that are left. */
  #tokenizeElsewhere(text: string): Promise<Int32Array> {
    const tokens = this.#elsewhere.then(() => this.#vocabulary.tokenizeAsync(text, plainText));
    this.#elsewhere = tokens.catch(() => {});
    return tokens;
  }

  *#tokenizing(segments: readonly PromptSegment[]): Tokenizing<TokenList> {
    const tokens = new TokenList();
    const { addsBeginOfSequence, beginOfSequence } = this.#vocabulary;
    let begun = !addsBeginOfSequence || beginOfSequence === undefined;
    for (const run of textRuns(segments, this.#control)) {
      const spelledOut = "token" in run && run.token === beginOfSequence;
      if (!begun && !spelledOut) tokens.append(beginOfSequence!);
      begun = true;
      if ("token" in run) tokens.append(run.token);
      else yield* this.#tokenizingRun(run, false, tokens);
    }
    if (!begun) tokens.append(beginOfSequence!);
    return tokens;
  }

  *#continuing(text: string): Tokenizing<TokenList> {
    const tokens = new TokenList();
    const run = { text, untrusted: [{ from: 0, to: text.length }] };
    yield* this.#tokenizingRun(run, true, tokens);
    return tokens;
  }

  *#tokenizingRun(run: TextRun, continues: boolean, tokens: TokenList): Tokenizing<void> {
    let follows = continues;
    for (const part of textParts(run, this.#guarded)) {
      const found = follows ? yield* this.#tokenizingContinuation(part) : yield part;
      for (const token of found) {
        if (this.#controlIds.has(token)) throw new EngineFailure(unspeakable);
        tokens.append(token);
      }
      follows = true;
    }
  }

  /**
   * Text that follows other text. SentencePiece vocabularies put a space in front of whatever they
   * are given; what stands before the text takes that space, and is cut off.
   */
  *#tokenizingContinuation(text: string): Tokenizing<Int32Array> {
    if (this.#vocabulary.kind !== "spm") return yield text;
    for (const lead of this.#leads) {
      const tokens = yield lead.text + text;
      if (lead.tokens.every((token, index) => tokens[index] === token))
        return tokens.subarray(lead.tokens.length);
    }
    return yield text;
  }
}
