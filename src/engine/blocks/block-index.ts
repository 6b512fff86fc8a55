import type { Block } from "./block.ts";
import { BLOCK_TOKENS } from "./block.ts";
import type { BlockChain } from "./block-chain.ts";

export interface BlockMatch {
  /** In order; they cover the tokens from `from` of the first to `length` without a gap. */
  readonly blocks: readonly Block[];
  /** Tokens that agree, counted from the beginning. The last block may agree only in part. */
  readonly length: number;
}

/** Idle time after which a block is forgotten, in milliseconds. */
const LIFETIME = { in_memory: 3_600_000, "24h": 86_400_000 } as const;

/** Which blocks exist, and what follows what. Knows nothing of their contents. */
export class BlockIndex {
  readonly #blocks = new Map<string, Block>();
  readonly #children = new Map<string, Set<Block>>();
  #memoryBytes = 0;
  #diskBytes = 0;

  get size(): number {
    return this.#blocks.size;
  }

  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  get diskBytes(): number {
    return this.#diskBytes;
  }

  get(key: string): Block | undefined {
    return this.#blocks.get(key);
  }

  /** The block, unless its time is over. */
  getFresh(key: string, now: number): Block | undefined {
    const block = this.#blocks.get(key);
    return block !== undefined && !isExpired(block, now) ? block : undefined;
  }

  values(): Iterable<Block> {
    return this.#blocks.values();
  }

  add(block: Block): void {
    if (this.#blocks.has(block.key)) throw new Error(`block ${block.key} exists`);
    this.#blocks.set(block.key, block);
    const siblings = this.#children.get(block.parent) ?? new Set();
    this.#children.set(block.parent, siblings.add(block));
    if (block.inMemory) this.#memoryBytes += block.bytes;
    if (block.onDisk) this.#diskBytes += block.bytes;
  }

  /** Says where the block is now. A block that is nowhere is forgotten. */
  place(block: Block, where: { readonly inMemory?: boolean; readonly onDisk?: boolean }): void {
    if (this.#blocks.get(block.key) !== block) return;
    const { inMemory = block.inMemory, onDisk = block.onDisk } = where;
    this.#memoryBytes += block.bytes * (Number(inMemory) - Number(block.inMemory));
    this.#diskBytes += block.bytes * (Number(onDisk) - Number(block.onDisk));
    block.inMemory = inMemory;
    block.onDisk = onDisk;
    if (!inMemory && !onDisk) this.#forget(block);
  }

  /** The longest run of blocks from token `from` on; `from` tokens are known to be at hand otherwise. */
  match(chain: BlockChain, from: number, limit: number, now: number): BlockMatch {
    const { tokens } = chain;
    const blocks: Block[] = [];
    let length = from;
    for (let index = Math.floor(from / BLOCK_TOKENS); length < limit; index++) {
      const begin = index * BLOCK_TOKENS;
      const full = begin + BLOCK_TOKENS <= tokens.length ? this.#blocks.get(chain.key(index + 1)) : undefined;
      if (full !== undefined && !isExpired(full, now)) {
        blocks.push(full);
        length = Math.min(limit, begin + BLOCK_TOKENS);
        continue;
      }
      const { block, end } = this.#longestChild(
        chain.key(index),
        tokens.slice(begin, begin + BLOCK_TOKENS),
        begin,
        now,
      );
      if (block !== undefined && Math.min(end, limit) > length) {
        blocks.push(block);
        length = Math.min(end, limit);
      }
      break;
    }
    return { blocks, length };
  }

  /** Blocks that may go, the least recently used first; of a chain used at one time, the end first. */
  leastRecentlyUsed(where: "inMemory" | "onDisk"): Block[] {
    return [...this.#blocks.values()]
      .filter((block) => block[where] && block.pins === 0)
      .sort((a, b) => a.lastUsed - b.lastUsed || b.from - a.from);
  }

  expired(now: number): Block[] {
    return [...this.#blocks.values()].filter((block) => block.pins === 0 && isExpired(block, now));
  }

  checkIntegrity(): void {
    let memory = 0;
    let disk = 0;
    for (const block of this.#blocks.values()) {
      if (!block.inMemory && !block.onDisk) throw new Error("a block that is nowhere is indexed");
      if (!this.#children.get(block.parent)?.has(block))
        throw new Error("a block is missing from its parent");
      memory += block.inMemory ? block.bytes : 0;
      disk += block.onDisk ? block.bytes : 0;
    }
    if (memory !== this.#memoryBytes || disk !== this.#diskBytes)
      throw new Error("block bytes do not add up");
  }

  #longestChild(parent: string, tokens: Int32Array, begin: number, now: number) {
    let longest = 0;
    let best: Block | undefined;
    for (const child of this.#children.get(parent) ?? []) {
      if (isExpired(child, now)) continue;
      let common = 0;
      while (common < tokens.length && tokens[common] === child.tokens[common]) common++;
      if (common > longest) {
        longest = common;
        best = child;
      }
    }
    return { block: best, end: begin + longest };
  }

  #forget(block: Block): void {
    this.#blocks.delete(block.key);
    const siblings = this.#children.get(block.parent);
    siblings?.delete(block);
    if (siblings?.size === 0) this.#children.delete(block.parent);
  }
}

/** A clock that was set back makes blocks younger, never older. */
function isExpired(block: Block, now: number): boolean {
  return now - block.lastUsed > LIFETIME[block.retention];
}
