/** Tokens in a full block. Small enough that little is recomputed, large enough that a block is worth a file. */
export const BLOCK_TOKENS = 128;

/** How long a block is kept once idle. `in_memory` never reaches the disk. */
export type Retention = "in_memory" | "24h";

/** What identifies the keys and values of a run of tokens: everything before them, and they themselves. */
export interface BlockIdentity {
  /** Names all tokens from the beginning of the prompt to the end of this block, the space and the weights. */
  readonly key: string;
  /** Key of the block before; for the first block, the key of the space. */
  readonly parent: string;
  /** Position of the first token. */
  readonly from: number;
  /** At most {@link BLOCK_TOKENS}; fewer where a text ended. */
  readonly tokens: Int32Array;
  readonly retention: Retention;
}

/** A block that is held somewhere outside the KV cache. */
export interface Block extends BlockIdentity {
  /** Size of the saved state. */
  readonly bytes: number;
  inMemory: boolean;
  onDisk: boolean;
  /** Sequences that are about to restore it. Pinned blocks stay in memory. */
  pins: number;
  /** Milliseconds since 1970. */
  lastUsed: number;
}
