import type { ConstraintSource } from "../../generate-request.ts";
import { type Automaton, automatonBytes } from "../automaton/automaton.ts";
import type { CompiledConstraint, Constraint, ConstraintCompiler } from "../constraint.ts";
import { FrameMaskCache } from "../matcher/frame-mask-cache.ts";
import { GrammarConstraint, type GrammarRuntime } from "../matcher/grammar-constraint.ts";
import { GrammarMasks } from "../matcher/grammar-masks.ts";
import { Machine } from "../matcher/machine.ts";
import { type ConstraintVocabulary, TokenTrie } from "../vocabulary/token-trie.ts";
import { CompileThreads } from "./compile-threads.ts";
import { GrammarCache, sourceKey } from "./grammar-cache.ts";

export interface ConstraintCompilerOptions {
  /** Longest time one constraint may take to compile. */
  readonly compileMilliseconds?: number;
  /** Most memory one constraint may take to compile. */
  readonly compileMegabytes?: number;
  /** Constraints compiled at the same time. */
  readonly compileThreads?: number;
  /** Memory for compiled constraints that may be asked for again. */
  readonly grammarCacheBytes?: number;
  /** Memory for token masks. */
  readonly maskCacheBytes?: number;
}

const MEGABYTE = 1_048_576;

/** Reads the vocabulary, which takes up to a second for the largest, and is ready from then on. */
export async function createConstraintCompiler(
  vocabulary: ConstraintVocabulary,
  options: ConstraintCompilerOptions = {},
): Promise<ConstraintCompiler> {
  return new GrammarCompiler(vocabulary, options);
}

class GrammarCompiler implements ConstraintCompiler {
  readonly #vocabulary: ConstraintVocabulary;
  readonly #trie: TokenTrie;
  readonly #frames: FrameMaskCache;
  readonly #threads: CompileThreads;
  readonly #compiled: GrammarCache<CompiledConstraint>;
  readonly #compiling = new Map<string, Promise<CompiledConstraint>>();
  readonly #silent: ReadonlySet<number>;
  readonly #ends: ReadonlySet<number>;

  constructor(vocabulary: ConstraintVocabulary, options: ConstraintCompilerOptions) {
    this.#vocabulary = vocabulary;
    this.#ends = new Set(vocabulary.endOfGeneration);
    this.#silent = new Set(vocabulary.controlTokens);
    this.#trie = new TokenTrie(vocabulary);
    const words = Math.ceil(vocabulary.tokens.length / 32);
    this.#frames = new FrameMaskCache(this.#trie, words, options.maskCacheBytes ?? 64 * MEGABYTE);
    this.#compiled = new GrammarCache(options.grammarCacheBytes ?? 64 * MEGABYTE);
    this.#threads = new CompileThreads({
      threads: options.compileThreads ?? 2,
      milliseconds: options.compileMilliseconds ?? 5_000,
      heapMegabytes: options.compileMegabytes ?? 256,
    });
  }

  compile(source: ConstraintSource): Promise<CompiledConstraint> {
    const key = sourceKey(source);
    const known = this.#compiled.get(key);
    if (known !== undefined) return Promise.resolve(known);
    let compiling = this.#compiling.get(key);
    if (compiling === undefined) {
      compiling = this.#compile(source, key).finally(() => this.#compiling.delete(key));
      this.#compiling.set(key, compiling);
    }
    return compiling;
  }

  [Symbol.dispose](): void {
    this.#threads[Symbol.dispose]();
  }

  async #compile(source: ConstraintSource, key: string): Promise<CompiledConstraint> {
    const automaton = await this.#threads.compile(source);
    const compiled = new CompiledGrammar(this.#runtime(automaton));
    this.#compiled.set(key, compiled, automatonBytes(automaton));
    return compiled;
  }

  #runtime(automaton: Automaton): GrammarRuntime {
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

class CompiledGrammar implements CompiledConstraint {
  readonly #runtime: GrammarRuntime;

  constructor(runtime: GrammarRuntime) {
    this.#runtime = runtime;
  }

  start(): Constraint {
    return new GrammarConstraint(this.#runtime);
  }
}
