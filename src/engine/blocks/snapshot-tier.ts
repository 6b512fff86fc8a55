import type { SequenceMemory } from "../memory/sequence-memory.ts";
import type { Sequence } from "../scheduler/sequence.ts";
import { BLOCK_TOKENS } from "./block.ts";
import { BlockChain, blockKey, spaceKey } from "./block-chain.ts";
import { BlockRestore } from "./block-restore.ts";
import type { SavedStatesOptions } from "./block-tier.ts";
import type { SavedStates } from "./saved-states.ts";
import { SeenBeginnings } from "./seen-beginnings.ts";

/** Shorter beginnings are computed as quickly as a state of megabytes is copied. */
const SHORTEST_SNAPSHOT = 2 * BLOCK_TOKENS;
/** A question behind a document is mostly shorter than this. */
const QUESTION_TOKENS = 2 * BLOCK_TOKENS;

/**
 * Saves for weights with recurrent layers. Their state stands for all tokens so far and cannot be cut, so
 * it is saved whole, at points that the next prompt is likely to pass:
 *
 *   |--- shared with an earlier prompt ---|--------- … ---------|-- question --|
 *                                        [1]                   [2]            [3]
 *
 * [1] where prompts were seen to part, [2] before what may be only the last question, [3] at the end: a
 * conversation goes on from there. All in whole blocks, so that a point has a key that any prompt finds.
 */
export class SnapshotTier implements SavedStates {
  readonly keepsAll = false;
  readonly #options: SavedStatesOptions;
  readonly #chains = new WeakMap<Sequence, BlockChain>();
  readonly #seen = new SeenBeginnings();

  constructor(options: SavedStatesOptions) {
    this.#options = options;
  }

  restore(sequence: Sequence, from: number, limit: number): BlockRestore | undefined {
    const { index, clock } = this.#options;
    if (from > 0) return undefined;
    const chain = this.#chain(sequence);
    const now = clock();
    for (let length = wholeBlocks(limit); length >= SHORTEST_SNAPSHOT; length -= BLOCK_TOKENS) {
      const block = index.getFresh(snapshotOf(chain, length).key, now);
      if (block !== undefined) return new BlockRestore(index, { blocks: [block], length }, now);
    }
    return undefined;
  }

  saveFull(memory: SequenceMemory, sequence: Sequence, length: number): void {
    const { index, clock, defaultRetention } = this.#options;
    if (!this.#points(sequence).includes(length)) return;
    const identity = snapshotOf(this.#chain(sequence), length);
    const known = index.get(identity.key);
    if (known !== undefined) known.lastUsed = Math.max(known.lastUsed, clock());
    else {
      const retention = sequence.request.source.cacheRetention ?? defaultRetention;
      memory.save(sequence.slot!, { ...identity, retention }, 0, length);
    }
  }

  /** Wherever an answer ends is in the middle of a block, and of a conversation that is told anew each time. */
  saveAll(): void {}

  pause(sequence: Sequence, computed: number): number {
    return Math.min(...this.#points(sequence).filter((point) => point > computed));
  }

  #points(sequence: Sequence): number[] {
    const end = wholeBlocks(sequence.request.promptLength - 1);
    const chain = this.#chain(sequence);
    const parting = this.#seen.shared(chain, end / BLOCK_TOKENS) * BLOCK_TOKENS;
    return [parting, wholeBlocks(end - QUESTION_TOKENS), end].filter((point) => point >= SHORTEST_SNAPSHOT);
  }

  #chain(sequence: Sequence): BlockChain {
    let chain = this.#chains.get(sequence);
    if (chain === undefined) {
      const { request, tokens } = sequence;
      chain = new BlockChain(spaceKey(this.#options.fingerprint, request.space), tokens);
      this.#chains.set(sequence, chain);
      if (sequence.choice === 0) this.#seen.add(chain, Math.floor(request.promptLength / BLOCK_TOKENS));
    }
    return chain;
  }
}

/**
 * The state behind the first `length` tokens takes the place of the last of them, behind a chain that ends
 * with it, under a token that no vocabulary has.
 */
function snapshotOf(chain: BlockChain, length: number) {
  const parent = chain.key(length / BLOCK_TOKENS);
  const tokens = Int32Array.of(-1);
  return { key: blockKey(parent, tokens), parent, from: length - 1, tokens };
}

function wholeBlocks(tokens: number): number {
  return Math.floor(tokens / BLOCK_TOKENS) * BLOCK_TOKENS;
}
