/** What must be done to the native KV cache, in order, before the next decode. */
export type MemoryAction =
  /** `target`, which is empty, shares the first `length` tokens of `source`. */
  | { readonly kind: "share"; readonly source: number; readonly target: number; readonly length: number }
  /** The slot keeps only its first `length` tokens. */
  | { readonly kind: "truncate"; readonly slot: number; readonly length: number };
