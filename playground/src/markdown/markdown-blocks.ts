import { type CodePart, CodeParts, LONGEST_ROW } from "./code-parts.ts";
import { tableHead } from "./table-head.ts";

/** A part of a Markdown text that can be shown without knowing the rest. */
export type MarkdownBlock = { readonly kind: "text"; readonly text: string } | MarkdownCode;

export interface MarkdownCode {
  readonly kind: "code";
  /** The word after its fence. */
  readonly language: string;
  /** Together its text; only the last one still changes. */
  readonly parts: readonly CodePart[];
  /** Characters of its longest row. */
  readonly columns: number;
  /** Its closing fence has not come. */
  readonly open: boolean;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([^\s`]*)[^`]*$/;

/** Patches of this format stand without a fence, and would be taken for lists and rules. */
const PATCH_BEGIN = "*** Begin Patch";
const PATCH_END = "*** End Patch";

/**
 * Where a block is ended at the next line that begins at the margin, and at twice this length at
 * any line: a block is parsed anew whenever it grows, and drawn as a whole.
 */
export const LONG_BLOCK = 4_096;

/** A line that is longer is cut, at a space where there is one among its last characters. */
const LONG_LINE = 4_096;
const SPACE_WITHIN = 256;

interface Fence {
  readonly mark: string;
  readonly language: string;
  readonly code: CodeParts;
}

/**
 * Cuts a growing Markdown text into blocks. Every character is looked at once; what is cut off
 * never changes, so a long answer costs no more at its end than at its beginning.
 */
export class MarkdownBlocks {
  #closed: MarkdownBlock[] = [];
  /** What has come of a line that has not ended. */
  #rest = "";
  /** Lines of the block of text that still grows. */
  #pending = "";
  #fence: Fence | undefined;
  #afterBlank = false;
  #withinLine = false;

  /** @returns the blocks that are complete with this. */
  append(text: string): readonly MarkdownBlock[] {
    const all = this.#rest + text;
    let from = 0;
    for (let end = this.#pieceEnd(all, from); end !== undefined; end = this.#pieceEnd(all, from)) {
      this.#take(all.slice(from, end));
      from = end;
    }
    this.#rest = all.slice(from);
    const closed = this.#closed;
    this.#closed = [];
    return closed;
  }

  /** The block that still grows; `ended` where it no longer does. */
  open(ended: boolean): MarkdownBlock | undefined {
    if (this.#fence !== undefined) {
      const { mark, language, code } = this.#fence;
      const closed = isClosing(this.#rest, mark);
      const rest = closed && mark !== PATCH_END ? "" : this.#rest;
      return { kind: "code", language, ...code.with(rest), open: !ended && !closed };
    }
    const text = this.#pending + this.#rest;
    return text === "" ? undefined : { kind: "text", text };
  }

  /** Behind the next line, or behind a piece of it where it is too long. */
  #pieceEnd(text: string, from: number): number | undefined {
    const limit = this.#fence === undefined ? LONG_LINE : LONGEST_ROW;
    const piece = text.slice(from, from + limit);
    const line = piece.indexOf("\n") + 1;
    if (line > 0) return from + line;
    if (piece.length < limit) return undefined;
    const space = this.#fence === undefined ? piece.lastIndexOf(" ") + 1 : 0;
    if (space > limit - SPACE_WITHIN) return from + space;
    const splitsPair = /[\ud800-\udbff]/.test(piece.at(-1) ?? "");
    return from + limit - (splitsPair ? 1 : 0);
  }

  #take(piece: string): void {
    const begins = !this.#withinLine;
    this.#withinLine = !piece.endsWith("\n");
    const whole = begins && !this.#withinLine;
    if (this.#fence !== undefined) this.#takeCode(piece, whole, this.#fence);
    else if (!whole || !this.#takeFence(piece)) this.#takeText(piece, begins, whole);
  }

  #takeCode(piece: string, whole: boolean, { mark, language, code }: Fence): void {
    const closing = whole && isClosing(piece, mark);
    if (!closing || mark === PATCH_END) code.add(piece);
    if (!closing) return;
    this.#closed.push({ kind: "code", language, ...code.with(""), open: false });
    this.#fence = undefined;
  }

  /** Whether code begins with this line. */
  #takeFence(line: string): boolean {
    const trimmed = line.trimEnd();
    const patch = trimmed === PATCH_BEGIN;
    const [, mark, language = ""] = patch ? ["", PATCH_END, "patch"] : (FENCE.exec(trimmed) ?? []);
    if (mark === undefined) return false;
    this.#endText();
    this.#fence = { mark, language, code: new CodeParts() };
    if (patch) this.#fence.code.add(line);
    return true;
  }

  #takeText(piece: string, begins: boolean, whole: boolean): void {
    const margin = begins && /^\S/.test(piece);
    const { length } = this.#pending;
    if (length > 2 * LONG_BLOCK || (margin && length > LONG_BLOCK)) {
      const head = tableHead(this.#pending, piece);
      this.#endText();
      this.#pending = head;
    } else if (margin && this.#afterBlank && !/^([-*+>|]|\d+[.)])/.test(piece)) {
      // After a blank line, a line at the margin begins something new, unless it goes on with a list.
      this.#endText();
    }
    this.#pending += piece;
    this.#afterBlank = whole && piece.trim() === "";
    if (!piece.endsWith("\n")) this.#endText();
  }

  #endText(): void {
    if (this.#pending.trim() !== "") this.#closed.push({ kind: "text", text: this.#pending });
    this.#pending = "";
    this.#afterBlank = false;
  }
}

function isClosing(line: string, mark: string): boolean {
  const trimmed = line.trim();
  if (mark === PATCH_END) return trimmed === mark;
  return trimmed.length >= mark.length && trimmed === mark[0]!.repeat(trimmed.length);
}
