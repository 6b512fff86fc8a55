import { LlamaError } from "./llama-error.ts";
import type { Pointer } from "./native-function.ts";

/**
 * Owns one native object and knows the objects that must not outlive it.
 *
 * Disposing frees children first, then the object itself. It never throws and may be repeated.
 * While a hold is taken (an asynchronous call runs on it, another object uses it) freeing waits for
 * the last release; every other use is refused from the moment of disposal.
 */
export class NativeResource implements Disposable {
  readonly #name: string;
  readonly #pointer: Pointer;
  readonly #free: (pointer: Pointer) => void;
  readonly #parent: NativeResource | undefined;
  readonly #children = new Set<NativeResource>();
  #holds = 0;
  #state: "alive" | "disposed" | "freed" = "alive";

  constructor(name: string, pointer: Pointer, free: (pointer: Pointer) => void, parent?: NativeResource) {
    this.#name = name;
    this.#pointer = pointer;
    this.#free = free;
    this.#parent = parent;
    if (parent !== undefined) parent.#children.add(this);
  }

  get isDisposed(): boolean {
    return this.#state !== "alive";
  }

  /** The address, while the object lives. */
  get pointer(): Pointer {
    if (this.#state !== "alive") throw new LlamaError("freed", `this ${this.#name} was freed`);
    return this.#pointer;
  }

  /** The address, while the object lives and nothing holds it. */
  get idlePointer(): Pointer {
    const pointer = this.pointer;
    if (this.#holds > 0) throw new LlamaError("busy", `this ${this.#name} is in use by a running call`);
    return pointer;
  }

  hold(): void {
    this.pointer;
    this.#holds += 1;
  }

  release(): void {
    this.#holds -= 1;
    this.#freeWhenUnused();
  }

  [Symbol.dispose](): void {
    if (this.#state !== "alive") return;
    this.#state = "disposed";
    for (const child of [...this.#children]) child[Symbol.dispose]();
    this.#freeWhenUnused();
  }

  #freeWhenUnused(): void {
    if (this.#state !== "disposed" || this.#holds > 0 || this.#children.size > 0) return;
    this.#state = "freed";
    this.#free(this.#pointer);
    if (this.#parent === undefined) return;
    this.#parent.#children.delete(this);
    this.#parent.#freeWhenUnused();
  }
}
