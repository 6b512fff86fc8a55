import type { ConstraintSource } from "../../generate-request.ts";
import { automatonBytes } from "../automaton/automaton.ts";
import type { CompiledConstraint, Constraint, ConstraintCompiler } from "../constraint.ts";
import { ConstraintError } from "../constraint-error.ts";
import { GrammarConstraint } from "../matcher/grammar-constraint.ts";
import { type GrammarRuntime, SharedRuntime } from "../matcher/grammar-runtime.ts";
import type { ConstraintVocabulary } from "../vocabulary/token-trie.ts";
import { CompileThreads } from "./compile-threads.ts";
import { GrammarCache, sourceKey } from "./grammar-cache.ts";

export interface ConstraintCompilerOptions {
  /** Longest time one constraint may take to compile, in CPU time of its thread. */
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
/** Room for a hundred tools with schemas of usual length; longer sources are not even read. */
const MAXIMUM_SOURCE_LENGTH = 4 * MEGABYTE;

/** Reads the vocabulary, which takes up to a second for the largest, and is ready from then on. */
export async function createConstraintCompiler(
  vocabulary: ConstraintVocabulary,
  options: ConstraintCompilerOptions = {},
): Promise<ConstraintCompiler> {
  return new GrammarCompiler(vocabulary, options);
}

class GrammarCompiler implements ConstraintCompiler {
  readonly #runtime: SharedRuntime;
  readonly #threads: CompileThreads;
  readonly #compiled: GrammarCache<CompiledConstraint>;
  readonly #compiling = new Map<string, Promise<CompiledConstraint>>();

  constructor(vocabulary: ConstraintVocabulary, options: ConstraintCompilerOptions) {
    this.#runtime = new SharedRuntime(vocabulary, options.maskCacheBytes ?? 64 * MEGABYTE);
    this.#compiled = new GrammarCache(options.grammarCacheBytes ?? 64 * MEGABYTE);
    this.#threads = new CompileThreads({
      threads: options.compileThreads ?? 2,
      milliseconds: options.compileMilliseconds ?? 5_000,
      heapMegabytes: options.compileMegabytes ?? 256,
    });
  }

  compile(source: ConstraintSource): Promise<CompiledConstraint> {
    if (lengthOf(source) > MAXIMUM_SOURCE_LENGTH) {
      return Promise.reject(new ConstraintError("The constraint is too large to be compiled."));
    }
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
    const compiled = new CompiledGrammar(this.#runtime.for(automaton));
    this.#compiled.set(key, compiled, automatonBytes(automaton));
    return compiled;
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

function lengthOf(source: ConstraintSource): number {
  return Object.values(source).reduce((sum: number, part) => sum + String(part).length, 0);
}
