import type { Automaton } from "../automaton/automaton.ts";
import type { TokenTrie } from "../vocabulary/token-trie.ts";
import { computeFrameMask, type FrameMask, frameMaskBytes } from "./frame-mask.ts";
import type { Machine } from "./machine.ts";

/**
 * Frame masks of all grammars, computed when first needed. Rules without calls are known by their
 * content, so the mask inside a JSON string, the most expensive one, is computed once for all schemas.
 */
export class FrameMaskCache {
  readonly #trie: TokenTrie;
  readonly #words: number;
  readonly #maximumBytes: number;
  readonly #masks = new Map<string, FrameMask>();
  readonly #names = new WeakMap<Automaton, number>();
  #lastName = 0;
  #bytes = 0;

  constructor(trie: TokenTrie, words: number, maximumBytes: number) {
    this.#trie = trie;
    this.#words = words;
    this.#maximumBytes = maximumBytes;
  }

  get(machine: Machine, state: number, count: number): FrameMask {
    const key = this.#key(machine.automaton, state, count);
    let mask = this.#masks.get(key);
    if (mask === undefined) {
      mask = computeFrameMask(machine, this.#trie, this.#words, state, count);
      this.#bytes += frameMaskBytes(mask);
      this.#evict();
    } else {
      this.#masks.delete(key);
    }
    this.#masks.set(key, mask);
    return mask;
  }

  /** The least recently used go first. */
  #evict(): void {
    for (const [key, mask] of this.#masks) {
      if (this.#bytes <= this.#maximumBytes) return;
      this.#masks.delete(key);
      this.#bytes -= frameMaskBytes(mask);
    }
  }

  #key(automaton: Automaton, state: number, count: number): string {
    const rule = automaton.ruleOfState[state]!;
    const counter = this.#counterKey(automaton, rule, count);
    const fingerprint = automaton.fingerprint[rule]!;
    if (fingerprint !== 0) return `rule ${fingerprint} ${state - automaton.ruleStart[rule]!} ${counter}`;
    const name = this.#names.get(automaton) ?? ++this.#lastName;
    this.#names.set(automaton, name);
    return `grammar ${name} ${state} ${counter}`;
  }

  /** A token cannot hold more rounds than bytes: counts further from their bounds all look alike. */
  #counterKey(automaton: Automaton, rule: number, count: number): string {
    const maximum = automaton.counterMaximum[rule]!;
    const minimum = automaton.counterMinimum[rule]!;
    if (minimum === 0 && maximum === Number.POSITIVE_INFINITY) return "";
    const most = this.#trie.maximumDepth + 1;
    return `${Math.min(Math.max(0, minimum - count), most)} ${Math.min(Math.max(0, maximum - count), most)}`;
  }
}
