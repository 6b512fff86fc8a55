export interface SearchedText {
  /** Text that is certain to belong to no word. */
  readonly text: string;
  /** The word that came to its end, and where the text behind it begins in what was searched. */
  readonly found?: { readonly word: string; readonly end: number };
}

/** Looks for words in a text that comes in pieces. The word that is complete first is found. */
export class WordSearch {
  readonly #words: readonly string[];
  #held = "";

  constructor(words: readonly string[]) {
    this.#words = words.filter((word) => word !== "");
  }

  /** What may yet be the beginning of a word. */
  get held(): string {
    return this.#held;
  }

  read(piece: string): SearchedText {
    const searched = this.#held + piece;
    let start = searched.length;
    let end = Number.POSITIVE_INFINITY;
    for (const word of this.#words) {
      const at = searched.indexOf(word);
      if (at < 0 || at + word.length > end || (at + word.length === end && at > start)) continue;
      start = at;
      end = at + word.length;
    }
    if (end <= searched.length) {
      const found = { word: searched.slice(start, end), end: end - this.#held.length };
      this.#held = "";
      return { text: searched.slice(0, start), found };
    }
    const certain = searched.length - this.#undecided(searched);
    this.#held = searched.slice(certain);
    return { text: searched.slice(0, certain) };
  }

  /** Length of the longest tail with which a word begins. */
  #undecided(text: string): number {
    let longest = 0;
    for (const word of this.#words) {
      for (let length = Math.min(word.length - 1, text.length); length > longest; length--) {
        if (text.endsWith(word.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}
