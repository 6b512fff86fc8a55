/** A text as tokens, and which of them a model is to learn to say. */
export interface TokenizedExample {
  readonly tokens: Int32Array;
  /** Per token: 1 where it is learned, 0 where it is only read. The first cannot be learned. */
  readonly trained: Uint8Array;
}

export function trainedTokens({ trained }: TokenizedExample): number {
  let count = 0;
  for (let index = 1; index < trained.length; index++) count += trained[index]!;
  return count;
}
