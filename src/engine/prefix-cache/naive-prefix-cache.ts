import type { TokenList } from "../token-list.ts";
import type { PrefixCache, PrefixMatch } from "./prefix-cache.ts";

interface Holder {
  readonly space: string;
  readonly tokens: TokenList;
  length: number;
}

/** Compares with every holder. The measure that {@link RadixPrefixCache} is tested against. */
export class NaivePrefixCache implements PrefixCache {
  readonly #holders = new Map<number, Holder>();

  get size(): number {
    return this.#holders.size;
  }

  insert(holder: number, space: string, tokens: TokenList, length: number): void {
    if (this.#holders.has(holder)) throw new Error(`holder ${holder} exists`);
    this.#holders.set(holder, { space, tokens, length });
  }

  extend(holder: number, length: number): void {
    const known = this.#holders.get(holder)!;
    known.length = Math.max(known.length, length);
  }

  remove(holder: number): void {
    this.#holders.delete(holder);
  }

  longestPrefix(space: string, tokens: TokenList, limit: number): PrefixMatch | undefined {
    let length = 0;
    let holders: number[] = [];
    for (const [id, holder] of this.#holders) {
      if (holder.space !== space) continue;
      const common = holder.tokens.commonPrefix(tokens, Math.min(limit, holder.length));
      if (common > length) {
        length = common;
        holders = [];
      }
      if (common === length) holders.push(id);
    }
    return length > 0 ? { length, holders } : undefined;
  }

  coveredBy(holder: number): readonly number[] {
    const whole = this.#holders.get(holder)!;
    return [...this.#holders]
      .filter(([id, other]) => id !== holder && other.space === whole.space && other.length <= whole.length)
      .filter(([, other]) => other.tokens.commonPrefix(whole.tokens, other.length) === other.length)
      .map(([id]) => id);
  }

  sharedLength(holder: number): number {
    const mine = this.#holders.get(holder)!;
    let shared = 0;
    for (const [id, other] of this.#holders) {
      if (id === holder || other.space !== mine.space) continue;
      shared = Math.max(shared, mine.tokens.commonPrefix(other.tokens, Math.min(mine.length, other.length)));
    }
    return shared;
  }

  checkIntegrity(): void {
    for (const [id, holder] of this.#holders) {
      if (holder.length > holder.tokens.length) throw new Error(`holder ${id} holds more than it has`);
    }
  }
}
