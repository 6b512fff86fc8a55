import type { Automaton } from "../automaton/automaton.ts";
import { type ConstraintVocabulary, TokenTrie } from "../vocabulary/token-trie.ts";
import { FrameMaskCache } from "./frame-mask-cache.ts";
import { GrammarMasks } from "./grammar-masks.ts";
import { Machine } from "./machine.ts";

/** One grammar over one vocabulary, shared by all answers that follow it. */
export interface GrammarRuntime {
  readonly machine: Machine;
  readonly masks: GrammarMasks;
  readonly tokens: readonly Uint8Array[];
  isEndOfGeneration(token: number): boolean;
  /** Whether the token may ever be part of an answer's text. */
  isText(token: number): boolean;
}

/** What grammars share: the vocabulary as a trie, and the masks found so far. */
export class SharedRuntime {
  readonly #vocabulary: ConstraintVocabulary;
  readonly #trie: TokenTrie;
  readonly #frames: FrameMaskCache;
  readonly #silent: ReadonlySet<number>;
  readonly #ends: ReadonlySet<number>;

  constructor(vocabulary: ConstraintVocabulary, maskCacheBytes: number) {
    this.#vocabulary = vocabulary;
    this.#ends = new Set(vocabulary.endOfGeneration);
    this.#silent = new Set(vocabulary.controlTokens);
    this.#trie = new TokenTrie(vocabulary);
    this.#frames = new FrameMaskCache(this.#trie, Math.ceil(vocabulary.tokens.length / 32), maskCacheBytes);
  }

  for(automaton: Automaton): GrammarRuntime {
    const { tokens, endOfGeneration } = this.#vocabulary;
    const machine = new Machine(automaton);
    return {
      machine,
      masks: new GrammarMasks(machine, this.#trie, this.#frames, endOfGeneration),
      tokens,
      isEndOfGeneration: (token) => this.#ends.has(token),
      isText: (token) => !this.#silent.has(token) && tokens[token]!.length > 0,
    };
  }
}
