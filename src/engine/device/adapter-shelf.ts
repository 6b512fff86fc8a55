import { statSync } from "node:fs";
import type { Adapter, Context, Model } from "../../llama/index.ts";
import type { AdapterFile } from "../adapter-file.ts";
import { EngineFailure } from "../engine-error.ts";

interface LoadedAdapter {
  readonly adapter: Adapter;
  readonly bytes: number;
}

/**
 * The adapters that requests may name. They are loaded when first wanted; when they take more memory
 * than they may, those unused for longest go, and come back when they are wanted again.
 */
export class AdapterShelf implements Disposable {
  readonly #model: Model;
  readonly #context: Context;
  readonly #budget: number;
  readonly #files = new Map<string, AdapterFile>();
  /** The last used last. */
  readonly #loaded = new Map<string, LoadedAdapter>();
  #applied: string | undefined;

  constructor(model: Model, context: Context, budget: number) {
    this.#model = model;
    this.#context = context;
    this.#budget = budget;
  }

  get loadedBytes(): number {
    let sum = 0;
    for (const { bytes } of this.#loaded.values()) sum += bytes;
    return sum;
  }

  register(file: AdapterFile): void {
    this.#files.set(file.id, file);
  }

  has(id: string): boolean {
    return this.#files.has(id);
  }

  /** Requests that run with it end with an error at their next step, before which its memory stays. */
  forget(id: string): void {
    this.#files.delete(id);
  }

  /**
   * Lets the next decodes compute with the adapter; without a name, with the base weights. Not to be
   * called while the context computes.
   *
   * @throws EngineFailure `unknown-adapter`, or `unsupported` where it cannot be loaded.
   */
  apply(id: string | undefined): void {
    for (const loaded of [...this.#loaded.keys()]) if (!this.has(loaded)) this.#unload(loaded);
    if (id === this.#applied) return;
    const adapters = id === undefined ? [] : [{ adapter: this.#require(id).adapter, scale: 1 }];
    this.#context.setAdapters(adapters);
    this.#applied = id;
  }

  [Symbol.dispose](): void {
    for (const id of [...this.#loaded.keys()]) this.#unload(id);
  }

  #require(id: string): LoadedAdapter {
    const known = this.#loaded.get(id);
    if (known !== undefined) {
      this.#loaded.delete(id);
      this.#loaded.set(id, known);
      return known;
    }
    const file = this.#files.get(id);
    if (file === undefined) throw new EngineFailure({ code: "unknown-adapter", adapter: id });
    const loaded = this.#load(file);
    this.#loaded.set(id, loaded);
    for (const other of [...this.#loaded.keys()]) {
      if (this.loadedBytes <= this.#budget || other === id) break;
      this.#unload(other);
    }
    return loaded;
  }

  #load({ file }: AdapterFile): LoadedAdapter {
    try {
      const bytes = statSync(file).size;
      return { adapter: this.#model.loadAdapter(file), bytes };
    } catch (error) {
      console.error(error);
      throw new EngineFailure({
        code: "unsupported",
        message: "The adapter cannot be loaded: it is missing, damaged, or made for other weights.",
      });
    }
  }

  #unload(id: string): void {
    this.#loaded.get(id)?.adapter[Symbol.dispose]();
    this.#loaded.delete(id);
    if (this.#applied !== id) return;
    this.#context.setAdapters([]);
    this.#applied = undefined;
  }
}
