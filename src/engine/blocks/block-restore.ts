import type { Block } from "./block.ts";
import type { BlockIndex, BlockMatch } from "./block-index.ts";

/** The blocks that one sequence is about to take back into the KV cache. They are pinned until it is done. */
export class BlockRestore {
  readonly #index: BlockIndex;
  readonly #blocks: readonly Block[];
  readonly #length: number;
  #next = 0;
  #released = false;

  constructor(index: BlockIndex, match: BlockMatch, now: number) {
    this.#index = index;
    this.#blocks = match.blocks;
    this.#length = match.length;
    for (const block of match.blocks) {
      block.pins++;
      block.lastUsed = Math.max(block.lastUsed, now);
    }
  }

  /** Tokens from the sequence's first one to the end of what comes back. */
  get length(): number {
    return this.#length;
  }

  /** The next block; `undefined` when there is none left, or it has been lost meanwhile. */
  get next(): Block | undefined {
    const block = this.#blocks[this.#next];
    return block !== undefined && !this.#released && this.#index.get(block.key) === block ? block : undefined;
  }

  /** The next blocks that lie on disk only. */
  absent(most: number): Block[] {
    return this.#blocks.slice(this.#next, this.#next + most).filter((block) => !block.inMemory);
  }

  /** Position behind the last token of the block that is to be restored. */
  end(block: Block): number {
    return Math.min(block.from + block.tokens.length, this.#length);
  }

  advance(): void {
    this.#next++;
  }

  /** Unpins. Safe to call twice. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    for (const block of this.#blocks) block.pins--;
  }
}
