import { LONG_BLOCK, type MarkdownBlock, MarkdownBlocks } from "./markdown-blocks.ts";

/** Blocks of a Markdown text that are put into the page together: a few screens of it at most. */
export interface MarkdownPart {
  readonly blocks: readonly MarkdownBlock[];
}

/** A text that is no longer is one part for certain. */
export const LONGEST_PART = LONG_BLOCK;

/** Code is shown in a box of limited height, so it counts for no more than this. */
const MOST_OF_CODE = 2_048;

/** A growing Markdown text in parts. Only the last one changes, and is made anew when it does. */
export class MarkdownParts {
  readonly #blocks = new MarkdownBlocks();
  readonly #parts: MarkdownPart[] = [{ blocks: [] }];
  /** Complete blocks of the last part. */
  #last: MarkdownBlock[] = [];
  #length = 0;

  static of(text: string): MarkdownParts {
    const parts = new MarkdownParts();
    parts.append(text);
    parts.end();
    return parts;
  }

  get count(): number {
    return this.#parts.length;
  }

  part(index: number): MarkdownPart | undefined {
    return this.#parts[index];
  }

  /** All blocks, the growing one included. */
  blocks(): MarkdownBlock[] {
    return this.#parts.flatMap(({ blocks }) => blocks);
  }

  append(text: string): void {
    for (const block of this.#blocks.append(text)) this.#close(block);
    this.#show(this.#blocks.open(false));
  }

  end(): void {
    this.#show(this.#blocks.open(true));
  }

  #close(block: MarkdownBlock): void {
    this.#makeRoom(block);
    this.#last.push(block);
    this.#length += lengthOf(block);
  }

  #show(open: MarkdownBlock | undefined): void {
    if (open !== undefined) this.#makeRoom(open);
    this.#parts[this.#parts.length - 1] = {
      blocks: open === undefined ? [...this.#last] : [...this.#last, open],
    };
  }

  /** Ends the last part where the block no longer fits into it. */
  #makeRoom(block: MarkdownBlock): void {
    if (this.#last.length === 0 || this.#length + lengthOf(block) <= LONGEST_PART) return;
    this.#parts[this.#parts.length - 1] = { blocks: this.#last };
    this.#parts.push({ blocks: [] });
    this.#last = [];
    this.#length = 0;
  }
}

function lengthOf(block: MarkdownBlock): number {
  if (block.kind === "text") return block.text.length;
  let length = 0;
  for (const { text } of block.parts) {
    length += text.length;
    if (length > MOST_OF_CODE) return MOST_OF_CODE;
  }
  return length;
}
