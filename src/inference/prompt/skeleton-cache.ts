/** Characters kept, keys and texts together: thousands of short chats. */
const CAPACITY = 4_194_304;

/** Texts by key; the least recently used leave first. Entries too large to keep are not kept. */
export class SkeletonCache {
  readonly #texts = new Map<string, string>();
  readonly #capacity: number;
  #size = 0;

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  get(key: string): string | undefined {
    const text = this.#texts.get(key);
    if (text === undefined) return undefined;
    this.#texts.delete(key);
    this.#texts.set(key, text);
    return text;
  }

  set(key: string, text: string): void {
    if (this.#texts.has(key) || key.length + text.length > this.#capacity / 8) return;
    this.#texts.set(key, text);
    this.#size += key.length + text.length;
    for (const [oldKey, oldText] of this.#texts) {
      if (this.#size <= this.#capacity) break;
      this.#texts.delete(oldKey);
      this.#size -= oldKey.length + oldText.length;
    }
  }
}
