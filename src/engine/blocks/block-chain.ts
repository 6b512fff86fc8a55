import { createHash } from "node:crypto";
import type { TokenList } from "../token-list.ts";
import { BLOCK_TOKENS } from "./block.ts";

/** Characters of a key: 128 bits, beyond the reach of accident. */
const KEY_LENGTH = 32;

/** Key of a space: cache scope, adapter, and the fingerprint of weights, cache type and library. */
export function spaceKey(fingerprint: string, space: string): string {
  return createHash("sha256").update(`${fingerprint}\n${space}`).digest("hex").slice(0, KEY_LENGTH);
}

/** Key of the block that follows `parent` with these tokens. */
export function blockKey(parent: string, tokens: Int32Array): string {
  const bytes = new Uint8Array(tokens.buffer, tokens.byteOffset, tokens.byteLength);
  return createHash("sha256").update(parent).update(bytes).digest("hex").slice(0, KEY_LENGTH);
}

/** The keys of a token list's full blocks, each computed once. */
export class BlockChain {
  readonly tokens: TokenList;
  readonly #keys: string[];

  constructor(root: string, tokens: TokenList) {
    this.tokens = tokens;
    this.#keys = [root];
  }

  /** Key that stands for the first `count` full blocks; 0 gives the key of the space. */
  key(count: number): string {
    for (let index = this.#keys.length - 1; index < count; index++) {
      const from = index * BLOCK_TOKENS;
      this.#keys.push(blockKey(this.#keys[index]!, this.tokens.slice(from, from + BLOCK_TOKENS)));
    }
    return this.#keys[count]!;
  }
}
