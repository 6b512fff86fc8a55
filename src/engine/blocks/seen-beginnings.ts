import type { BlockChain } from "./block-chain.ts";

/** 16 million tokens of prompts, a few megabytes of keys. */
const MOST_KEYS = 131_072;

/** Which beginnings of prompts, in whole blocks, several requests had in common. */
export class SeenBeginnings {
  /** Requests by key, the one that was seen longest ago first. */
  readonly #requests = new Map<string, number>();

  /** A request with a prompt of so many full blocks. */
  add(chain: BlockChain, blocks: number): void {
    for (let count = 1; count <= blocks; count++) {
      const key = chain.key(count);
      const before = this.#requests.get(key) ?? 0;
      this.#requests.delete(key);
      this.#requests.set(key, before + 1);
    }
    for (const key of this.#requests.keys()) {
      if (this.#requests.size <= MOST_KEYS) break;
      this.#requests.delete(key);
    }
  }

  /** The longest beginning, at most `blocks`, that another request has had too. */
  shared(chain: BlockChain, blocks: number): number {
    let count = blocks;
    while (count > 0 && (this.#requests.get(chain.key(count)) ?? 0) < 2) count--;
    return count;
  }
}
