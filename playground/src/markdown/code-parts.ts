/** Some rows of a text of code. What comes before another part never changes. */
export interface CodePart {
  /** As it was written. */
  readonly text: string;
  /** As it is shown: very long lines are several rows. */
  readonly rows: readonly string[];
}

/** Rows of a part, so that a growing file is never drawn anew as a whole. */
const ROWS_OF_PART = 100;
const CHARACTERS_OF_PART = 8_192;

/** A line is cut into rows of this many characters. */
export const LONGEST_ROW = 1_000;

/** Code that grows, in parts. */
export class CodeParts {
  readonly #closed: CodePart[] = [];
  #text = "";
  #rows: string[] = [];
  #columns = 0;

  /** Takes a line with its break, or a piece of a long one. */
  add(piece: string): void {
    // A line as long as its rows ends with a break that makes no row of its own.
    const onlyBreak = piece === "\n" && this.#text !== "" && !this.#text.endsWith("\n");
    if (!onlyBreak) this.#rows.push(rowOf(piece));
    this.#text += piece;
    this.#columns = Math.max(this.#columns, columnsOf(rowOf(piece)));
    if (this.#rows.length < ROWS_OF_PART && this.#text.length < CHARACTERS_OF_PART) return;
    this.#closed.push({ text: this.#text, rows: this.#rows });
    this.#text = "";
    this.#rows = [];
  }

  /** All parts, with what has come of the next line. */
  with(rest: string): { readonly parts: readonly CodePart[]; readonly columns: number } {
    const columns = Math.max(this.#columns, columnsOf(rest));
    if (this.#text === "" && rest === "" && this.#closed.length > 0)
      return { parts: [...this.#closed], columns };
    const rows = rest === "" ? this.#rows : [...this.#rows, rowOf(rest)];
    return { parts: [...this.#closed, { text: this.#text + rest, rows }], columns };
  }
}

/** Places of a monospaced font that a row takes; tabs are shown as four, and what is not Latin may be wide. */
function columnsOf(row: string): number {
  const tabs = row.split("\t").length - 1;
  const wide = row.match(/[\u1100-\uffff]/g)?.length ?? 0;
  return row.length + 3 * tabs + wide;
}

function rowOf(piece: string): string {
  return piece.endsWith("\n") ? piece.slice(0, -1) : piece;
}

export function codeText(parts: readonly CodePart[]): string {
  return parts.map(({ text }) => text).join("");
}
