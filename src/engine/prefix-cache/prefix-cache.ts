import type { TokenList } from "../token-list.ts";

export interface PrefixMatch {
  /** Tokens that agree. */
  readonly length: number;
  /** Every holder that has at least these tokens. */
  readonly holders: readonly number[];
}

/**
 * Finds who holds the longest prefix of a token list.
 *
 * A holder is a number with a token list of which the first `length` tokens are held; it may grow.
 * Holders in different spaces (cache scope, adapter) never see each other.
 */
export interface PrefixCache {
  insert(holder: number, space: string, tokens: TokenList, length: number): void;
  /** The holder has computed more of its own list. A smaller length changes nothing. */
  extend(holder: number, length: number): void;
  /** Forgets the holder. No other holder changes. */
  remove(holder: number): void;
  /** `undefined` where not even one token agrees. Never longer than `limit`. */
  longestPrefix(space: string, tokens: TokenList, limit: number): PrefixMatch | undefined;
  /** Holders whose whole list is a prefix of this holder's, itself excluded. */
  coveredBy(holder: number): readonly number[];
  /** Length of the longest prefix that this holder has in common with any other. */
  sharedLength(holder: number): number;
  readonly size: number;
  /** Throws when the structure contradicts itself. */
  checkIntegrity(): void;
}
