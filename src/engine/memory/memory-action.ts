import type { BlockIdentity } from "../blocks/block.ts";

/** What must be done to the native KV cache, in order, before the next decode. */
export type MemoryAction =
  /** `target`, which is empty, shares the first `length` tokens of `source`. */
  | { readonly kind: "share"; readonly source: number; readonly target: number; readonly length: number }
  /** The slot keeps only its first `length` tokens. */
  | { readonly kind: "truncate"; readonly slot: number; readonly length: number }
  /** Save what the slot holds at positions `from` to `to`. */
  | {
      readonly kind: "save";
      readonly slot: number;
      readonly block: BlockIdentity;
      readonly from: number;
      readonly to: number;
    }
  /** Append to the slot what the saved block has at positions `from` to `to`. */
  | {
      readonly kind: "restore";
      readonly slot: number;
      readonly key: string;
      readonly from: number;
      readonly to: number;
    };
