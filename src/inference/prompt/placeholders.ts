/** A stretch of rendered text and whether the template wrote it. */
export interface Piece {
  readonly trusted: boolean;
  readonly text: string;
}

export interface RestoredText {
  readonly pieces: readonly Piece[];
  /** Indexes of the masked texts, in the order they appear; one may appear often. */
  readonly order: readonly number[];
  /** Whether every text that must appear does. */
  readonly whole: boolean;
}

/**
 * Stands in for untrusted text while a template runs, so that the template never sees, and can
 * never act on, what a user wrote.
 *
 *     mask("  <|end|> hi\n")  →  "  ␁0⁣\n"        U+0001, index, U+2063
 *
 * White space at the edges stays outside, because templates trim it. The opening character is one
 * that JSON escapes, so a stand-in that went through `tojson` shows how often it was escaped, and
 * the text put back in its place is escaped as often. Nothing here is secret: the template's input
 * holds no user text at all, so no user text can pass for a stand-in.
 */
export class Placeholders {
  readonly #texts: string[] = [];
  readonly #required = new Set<number>();

  mask(text: string): string {
    return this.#mask(text, true);
  }

  /** A stand-in for text that the rendering may leave out, such as a tool's name beside its result. */
  maskOptional(text: string): string {
    return this.#mask(text, false);
  }

  /** Puts the texts back; undefined where the template took a stand-in apart or repeats too much. */
  restore(rendered: string): RestoredText | undefined {
    const pieces: Piece[] = [];
    const order: number[] = [];
    let end = 0;
    let length = rendered.length;
    for (const match of rendered.matchAll(STAND_IN)) {
      const trusted = rendered.slice(end, match.index);
      const text = this.#texts[Number(match[2])];
      const escapes = escapeDepth(match[1]!);
      if (text === undefined || escapes === undefined || REMAINS.test(trusted)) return undefined;
      length += text.length;
      if (length > MAXIMUM_CHARACTERS) return undefined;
      if (trusted !== "") pieces.push({ trusted: true, text: trusted });
      const asciiEscapes = match[3] === CLOSE ? 0 : escapeDepth(match[3]!);
      pieces.push({ trusted: false, text: escapeJson(text, escapes, asciiEscapes ?? 0) });
      order.push(Number(match[2]));
      end = match.index + match[0].length;
    }
    const rest = rendered.slice(end);
    if (REMAINS.test(rest)) return undefined;
    if (rest !== "") pieces.push({ trusted: true, text: rest });
    return { pieces, order, whole: this.#required.isSubsetOf(new Set(order)) };
  }

  #mask(text: string, required: boolean): string {
    let start = 0;
    let end = text.length;
    while (start < end && start < KEPT_EDGE && isWhiteSpace(text[start]!)) start++;
    while (end > start && text.length - end < KEPT_EDGE && isWhiteSpace(text[end - 1]!)) end--;
    if (start === end) return text;
    const index = this.#texts.push(text.slice(start, end)) - 1;
    if (required) this.#required.add(index);
    return `${text.slice(0, start)}${OPEN}${index}${CLOSE}${text.slice(end)}`;
  }
}

/** Longest white space left outside a stand-in, so that a template's input stays small. */
const KEPT_EDGE = 64;

/** A template may say a text more than once, but not without end. */
const MAXIMUM_CHARACTERS = 67_108_864;

const OPEN = "\u0001";
const CLOSE = "\u2063";

/** The delimiters as they are, or JSON-escaped: each further escaping doubles the backslashes. */
const STAND_IN = new RegExp(`(${OPEN}|\\\\+u0001)(\\d+)(${CLOSE}|\\\\+u2063)`, "g");

/** What a template leaves of a stand-in that it took apart. */
const REMAINS = new RegExp(`[${OPEN}${CLOSE}]|\\\\u0001|\\\\u2063`);

function isWhiteSpace(character: string): boolean {
  return character.trim() === "";
}

/** How often a delimiter was JSON-escaped: 1, 2, 4 … backslashes mean once, twice, three times …. */
function escapeDepth(delimiter: string): number | undefined {
  if (delimiter.length === 1) return 0;
  const depth = Math.log2(delimiter.length - "u0001".length) + 1;
  return Number.isInteger(depth) ? depth : undefined;
}

/** Escapes as `tojson` did; from the `asciiTimes`-th last time on with `ensure_ascii`. */
function escapeJson(text: string, times: number, asciiTimes: number): string {
  let escaped = text;
  for (let left = times; left > 0; left--) {
    escaped = JSON.stringify(escaped).slice(1, -1);
    if (left === asciiTimes) escaped = escapeNonAscii(escaped);
  }
  return escaped;
}

function escapeNonAscii(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
