import type { PromptSegment } from "../../engine/index.ts";
import type { Piece } from "./placeholders.ts";

/**
 * Keeps user text from becoming control tokens, at no cost to how it is tokenized. Untrusted text
 * that holds no part of a control token, not even together with its neighbours, is joined to the
 * template's text: the whole is then tokenized as the model was trained on it. Only text that does
 * hold one stays an untrusted segment of its own.
 *
 * Why joining is safe: a tokenizer finds control tokens as substrings of a segment. Every control
 * token's text that occurs anywhere in the joined prompt lies wholly in the template's text, or the
 * piece it touches was not joined.
 */
export class ControlTokenGuard {
  readonly #pattern: RegExp | undefined;

  constructor(controlTokens: readonly string[]) {
    const tokens = [...new Set(controlTokens)].filter((token) => token !== "");
    // Longest first: of the tokens that begin at one place, the longest reaches furthest.
    tokens.sort((a, b) => b.length - a.length);
    if (tokens.length > 0) this.#pattern = new RegExp(tokens.map(escapePattern).join("|"), "g");
  }

  segments(pieces: readonly Piece[]): PromptSegment[] {
    const dangerous = this.#dangerous(pieces);
    const segments: { trusted: boolean; text: string }[] = [];
    pieces.forEach((piece, index) => {
      if (piece.text === "") return;
      const trusted = piece.trusted || !dangerous.has(index);
      const previous = segments.at(-1);
      if (previous?.trusted === trusted) previous.text += piece.text;
      else segments.push({ trusted, text: piece.text });
    });
    return segments;
  }

  /** Indexes of the untrusted pieces that a control token's text touches. */
  #dangerous(pieces: readonly Piece[]): Set<number> {
    const dangerous = new Set<number>();
    const pattern = this.#pattern;
    if (pattern === undefined) {
      pieces.forEach((piece, index) => void (piece.trusted || dangerous.add(index)));
      return dangerous;
    }
    const starts = startsOf(pieces);
    const text = pieces.map((piece) => piece.text).join("");
    let index = 0;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const end = match.index + match[0].length;
      while (starts[index + 1]! <= match.index) index++;
      for (let touched = index; starts[touched]! < end && touched < pieces.length; touched++) {
        if (!pieces[touched]!.trusted) dangerous.add(touched);
      }
      // One further, not past the match: tokens may overlap.
      pattern.lastIndex = match.index + 1;
    }
    return dangerous;
  }
}

/** Where each piece begins in the joined text, and at last where the text ends. */
function startsOf(pieces: readonly Piece[]): number[] {
  const starts = [0];
  for (const piece of pieces) starts.push(starts.at(-1)! + piece.text.length);
  return starts;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
