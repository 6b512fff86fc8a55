import { EngineFailure } from "../engine-error.ts";
import type { PromptSegment } from "../generate-request.ts";
import { SpecialText, type SpecialToken } from "./special-text.ts";

/** The part of a vocabulary that turning prompts into tokens needs. */
export interface TokenizerVocabulary {
  readonly kind: string;
  readonly beginOfSequence: number | undefined;
  readonly addsBeginOfSequence: boolean;
  tokenize(
    text: string,
    options: { readonly addSpecial: boolean; readonly parseSpecial: boolean },
  ): Int32Array;
  controlTokens(): readonly SpecialToken[];
  userDefinedTokens(): readonly SpecialToken[];
}

/** Consecutive text between control tokens, and which parts of it are not trusted. */
interface TextRun {
  text: string;
  readonly untrusted: { readonly from: number; readonly to: number }[];
}

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
  readonly #lineBreak: Int32Array;

  /** User-defined tokens are guarded where the chat template gives them a meaning, as with `<tool_call>`. */
  constructor(vocabulary: TokenizerVocabulary, chatTemplate: string | undefined) {
    this.#vocabulary = vocabulary;
    const control = vocabulary.controlTokens();
    const structural = vocabulary
      .userDefinedTokens()
      .filter(({ text }) => chatTemplate?.includes(text) ?? false);
    this.#control = new SpecialText(control);
    // A single character cannot be cut; no vocabulary is known to have one as a control token.
    this.#guarded = new SpecialText([...control, ...structural].filter(({ text }) => text.length > 1));
    this.#controlIds = new Set(control.map(({ token }) => token));
    this.#lineBreak = this.#tokenizeText("\n");
  }

  /** @throws EngineFailure `unsupported` where the vocabulary leaves no way to spell a text safely. */
  tokenize(segments: readonly PromptSegment[]): Int32Array {
    const parts: Int32Array[] = [];
    let run: TextRun = { text: "", untrusted: [] };
    const endRun = () => {
      if (run.text.length > 0) parts.push(...this.#tokenizeRun(run));
      run = { text: "", untrusted: [] };
    };
    for (const { trusted, text } of segments) {
      if (!trusted) {
        run.untrusted.push({ from: run.text.length, to: run.text.length + text.length });
        run.text += text;
        continue;
      }
      let at = 0;
      for (const { special, from, to } of this.#control.find(text, false)) {
        run.text += text.slice(at, from);
        endRun();
        parts.push(Int32Array.of(special.token));
        at = to;
      }
      run.text += text.slice(at);
    }
    endRun();
    const { addsBeginOfSequence, beginOfSequence } = this.#vocabulary;
    if (addsBeginOfSequence && beginOfSequence !== undefined && parts[0]?.[0] !== beginOfSequence) {
      parts.unshift(Int32Array.of(beginOfSequence));
    }
    return concatenate(parts);
  }

  /** Tokens for plain text that goes on where other text stopped. */
  continuation(text: string): Int32Array {
    return text.length === 0 ? new Int32Array() : this.#tokenizeContinuation(text);
  }

  #tokenizeRun(run: TextRun): Int32Array[] {
    const parts: Int32Array[] = [];
    let at = 0;
    for (const next of [...this.#breaks(run), run.text.length]) {
      const part = run.text.slice(at, next);
      parts.push(at === 0 ? this.#tokenizeText(part) : this.#tokenizeContinuation(part));
      at = next;
    }
    return parts;
  }

  /** Where no token may reach across: inside each special spelling that untrusted text has a share in. */
  *#breaks({ text, untrusted }: TextRun): Iterable<number> {
    if (untrusted.length === 0) return;
    let part = 0;
    for (const { from, to } of this.#guarded.find(text, true)) {
      while (part < untrusted.length && untrusted[part]!.to <= from) part++;
      if (part === untrusted.length) return;
      if (untrusted[part]!.from < to) yield from + 1;
    }
  }

  /**
   * Text that follows other text. SentencePiece vocabularies put a space in front of whatever they
   * are given; a line break, which never merges with what follows, takes that space and is cut off.
   */
  #tokenizeContinuation(text: string): Int32Array {
    if (this.#vocabulary.kind !== "spm") return this.#tokenizeText(text);
    const tokens = this.#tokenizeText(`\n${text}`);
    const expected = this.#lineBreak.every((token, index) => tokens[index] === token);
    return expected ? tokens.subarray(this.#lineBreak.length) : this.#tokenizeText(text);
  }

  #tokenizeText(text: string): Int32Array {
    const tokens = this.#vocabulary.tokenize(text, { addSpecial: false, parseSpecial: false });
    if (tokens.some((token) => this.#controlIds.has(token))) {
      throw new EngineFailure({
        code: "unsupported",
        message: "The text cannot be spelled without control tokens.",
      });
    }
    return tokens;
  }
}

function concatenate(parts: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
