import type { SequenceMemory } from "../memory/sequence-memory.ts";
import type { Sequence } from "../scheduler/sequence.ts";
import { BLOCK_TOKENS, type Retention } from "./block.ts";
import { BlockChain, blockKey, spaceKey } from "./block-chain.ts";
import type { BlockIndex } from "./block-index.ts";
import { BlockRestore } from "./block-restore.ts";
import type { SavedStates } from "./saved-states.ts";

export interface SavedStatesOptions {
  readonly index: BlockIndex;
  /** Tells weights, cache types and native library apart: states of others are of no use. */
  readonly fingerprint: string;
  /** For requests that do not say. */
  readonly defaultRetention: Retention;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Restoring less than this is not worth a copy. */
const SMALLEST_GAIN = 16;
/** Beginnings of texts shorter than this are computed as quickly as they are saved. */
const SHORTEST_TEXT = 64;

/** Plans what is saved from the KV cache as blocks, and what comes back from blocks. */
export class BlockTier implements SavedStates {
  readonly keepsAll = true;
  readonly #options: SavedStatesOptions;
  readonly #chains = new WeakMap<Sequence, BlockChain>();
  /** Full blocks known to be saved, per sequence. */
  readonly #saved = new WeakMap<Sequence, number>();

  constructor(options: SavedStatesOptions) {
    this.#options = options;
  }

  /** What of the sequence's known tokens could be restored behind the `from` tokens it has. */
  restore(sequence: Sequence, from: number, limit: number): BlockRestore | undefined {
    const { index, clock } = this.#options;
    if (index.size === 0) return undefined;
    const now = clock();
    const match = index.match(this.#chain(sequence), from, limit, now);
    return match.length >= from + SMALLEST_GAIN ? new BlockRestore(index, match, now) : undefined;
  }

  /** Orders the full blocks among the sequence's first `length` tokens to be saved, where they are not yet. */
  saveFull(memory: SequenceMemory, sequence: Sequence, length: number): void {
    const { index, clock } = this.#options;
    const chain = this.#chain(sequence);
    const now = clock();
    let count = this.#saved.get(sequence) ?? 0;
    for (; (count + 1) * BLOCK_TOKENS <= length; count++) {
      const key = chain.key(count + 1);
      const known = index.get(key);
      // The beginning of a chain must not be older than its end, or it would be evicted first.
      if (known !== undefined) known.lastUsed = Math.max(known.lastUsed, now);
      else
        this.#order(
          memory,
          sequence,
          key,
          chain.key(count),
          count * BLOCK_TOKENS,
          (count + 1) * BLOCK_TOKENS,
        );
    }
    this.#saved.set(sequence, count);
  }

  /** The sequence ends at `length`: its last, partial block is worth saving too. */
  saveAll(memory: SequenceMemory, sequence: Sequence, length: number): void {
    if (length < SHORTEST_TEXT) return;
    this.saveFull(memory, sequence, length);
    const chain = this.#chain(sequence);
    const from = Math.floor(length / BLOCK_TOKENS) * BLOCK_TOKENS;
    if (length - from < SMALLEST_GAIN) return;
    const parent = chain.key(from / BLOCK_TOKENS);
    const key = blockKey(parent, sequence.tokens.slice(from, length));
    if (this.#options.index.get(key) === undefined) this.#order(memory, sequence, key, parent, from, length);
  }

  /** Blocks are cut out of a sequence wherever it stands. */
  pause(): number {
    return Number.POSITIVE_INFINITY;
  }

  #order(
    memory: SequenceMemory,
    sequence: Sequence,
    key: string,
    parent: string,
    from: number,
    to: number,
  ): void {
    const retention = sequence.request.source.cacheRetention ?? this.#options.defaultRetention;
    // A copy: the list may move when it grows, and the block outlives it.
    const tokens = sequence.tokens.slice(from, to).slice();
    memory.save(sequence.slot!, { key, parent, from, tokens, retention }, from, to);
  }

  #chain(sequence: Sequence): BlockChain {
    let chain = this.#chains.get(sequence);
    if (chain === undefined) {
      const root = spaceKey(this.#options.fingerprint, sequence.request.space);
      chain = new BlockChain(root, sequence.tokens);
      this.#chains.set(sequence, chain);
    }
    return chain;
  }
}
