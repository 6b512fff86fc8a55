import type { TokenTrie } from "../vocabulary/token-trie.ts";
import type { ConfigurationSet } from "./configuration.ts";
import { walkTrie } from "./frame-mask.ts";
import type { FrameMaskCache } from "./frame-mask-cache.ts";
import type { Machine } from "./machine.ts";

/** Writes the tokens that one position allows as bits. */
export class GrammarMasks {
  readonly #machine: Machine;
  readonly #trie: TokenTrie;
  readonly #frames: FrameMaskCache;
  readonly #endOfGeneration: readonly number[];

  constructor(machine: Machine, trie: TokenTrie, frames: FrameMaskCache, endOfGeneration: readonly number[]) {
    this.#machine = machine;
    this.#trie = trie;
    this.#frames = frames;
    this.#endOfGeneration = endOfGeneration;
  }

  write(set: ConfigurationSet, mask: Int32Array): void {
    mask.fill(0);
    for (const { state, count, stack } of set.configurations) {
      const frame = this.#frames.get(this.#machine, state, count);
      for (const token of frame.tokens) allow(mask, token);
      if (frame.words !== undefined) {
        for (let word = 0; word < mask.length; word++) mask[word]! |= frame.words[word]!;
      }
      if (frame.exits.length > 0) this.#writeBehind(this.#machine.after(stack), frame.exits, mask);
    }
    set.next = undefined;
    if (set.isComplete) for (const token of this.#endOfGeneration) allow(mask, token);
  }

  /** Tokens that go on beyond the end of a rule. */
  #writeBehind(after: ConfigurationSet, exits: Uint32Array, mask: Int32Array): void {
    if (after.configurations.length === 0) return;
    const { depth, skip, tokenStart, tokenIds } = this.#trie;
    for (const exit of exits) {
      const part = { from: exit + 1, to: skip[exit]!, depth: depth[exit]! };
      walkTrie(this.#machine, this.#trie, after, part, (node) => {
        for (let at = tokenStart[node]!; at < tokenStart[node + 1]!; at++) allow(mask, tokenIds[at]!);
      });
    }
    // Steps are worth remembering from exit to exit, but they would pile up with the answer.
    after.next = undefined;
  }
}

function allow(mask: Int32Array, token: number): void {
  mask[token >> 5]! |= 1 << (token & 31);
}
