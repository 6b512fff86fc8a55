/** A part of a Markdown text that can be shown without knowing the rest. */
export type MarkdownBlock =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "code";
      /** The word after its fence. */
      readonly language: string;
      /** Together its text; only the last one still changes. */
      readonly parts: readonly string[];
      /** Its closing fence has not come. */
      readonly open: boolean;
    };

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([^\s`]*)[^`]*$/;

/** Patches of this format stand without a fence, and would be taken for lists and rules. */
const PATCH_BEGIN = "*** Begin Patch";
const PATCH_END = "*** End Patch";

/** Where a block is ended whatever it is, so that a hostile one does not grow without bound. */
const LONG_BLOCK = 16_384;

/** Code is cut into parts of about this length, so that a growing file is never drawn anew as a whole. */
const LONG_CODE = 8_192;

interface Fence {
  readonly mark: string;
  readonly language: string;
  readonly parts: string[];
}

/**
 * Cuts a growing Markdown text into blocks. Only lines that are new are looked at; what is cut off
 * once never changes, so a long answer costs no more at its end than at its beginning.
 */
export class MarkdownBlocks {
  readonly #blocks: MarkdownBlock[] = [];
  #read = 0;
  #pending = "";
  #fence: Fence | undefined;
  #blank = false;

  /** `text` must begin with what it was before. */
  update(text: string, ended: boolean): readonly MarkdownBlock[] {
    const end = text.lastIndexOf("\n") + 1;
    for (let from = this.#read; from < end; ) {
      const next = text.indexOf("\n", from) + 1;
      this.#line(text.slice(from, next));
      from = next;
    }
    this.#read = Math.max(this.#read, end);
    const rest = text.slice(end);
    if (this.#fence !== undefined) {
      const { mark, language, parts } = this.#fence;
      const closed = isClosing(rest, mark);
      const last = this.#pending + (closed && mark !== PATCH_END ? "" : rest);
      return [...this.#blocks, { kind: "code", language, parts: [...parts, last], open: !ended && !closed }];
    }
    const last = this.#pending + rest;
    return last === "" ? [...this.#blocks] : [...this.#blocks, { kind: "text", text: last }];
  }

  #line(line: string): void {
    if (this.#fence !== undefined) this.#codeLine(line, this.#fence);
    else this.#textLine(line);
  }

  #codeLine(line: string, fence: Fence): void {
    const { mark, language, parts } = fence;
    if (isClosing(line, mark)) {
      const last = this.#pending + (mark === PATCH_END ? line : "");
      this.#blocks.push({ kind: "code", language, parts: [...parts, last], open: false });
      this.#pending = "";
      this.#fence = undefined;
      return;
    }
    this.#pending += line;
    if (this.#pending.length < LONG_CODE) return;
    parts.push(this.#pending);
    this.#pending = "";
  }

  #textLine(line: string): void {
    if (line.trimEnd() === PATCH_BEGIN) {
      this.#endText();
      this.#fence = { mark: PATCH_END, language: "patch", parts: [] };
      this.#pending = line;
      return;
    }
    const [, mark, language = ""] = FENCE.exec(line.trimEnd()) ?? [];
    if (mark !== undefined) {
      this.#endText();
      this.#fence = { mark, language, parts: [] };
      return;
    }
    // After a blank line, a line at the margin begins something new, unless it goes on with a list.
    const begins = this.#blank && /^\S/.test(line) && !/^([-*+>|]|\d+[.)])/.test(line);
    if (begins || this.#pending.length > LONG_BLOCK) this.#endText();
    this.#pending += line;
    this.#blank = line.trim() === "";
  }

  #endText(): void {
    if (this.#pending.trim() !== "") this.#blocks.push({ kind: "text", text: this.#pending });
    this.#pending = "";
    this.#blank = false;
  }
}

function isClosing(line: string, mark: string): boolean {
  const trimmed = line.trim();
  if (mark === PATCH_END) return trimmed === mark;
  return trimmed.length >= mark.length && trimmed === mark[0]!.repeat(trimmed.length);
}
