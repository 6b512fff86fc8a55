/** Exceptions cannot pass through native code: keeps the first of a callback's, to be thrown behind it. */
export class CallbackGuard {
  #failure: { readonly error: unknown } | undefined;

  /** @returns whether the callback, and all before it, ended well. */
  run(callback: () => void): boolean {
    try {
      callback();
    } catch (error) {
      this.#failure ??= { error };
    }
    return this.#failure === undefined;
  }

  rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
