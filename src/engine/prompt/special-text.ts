/** A token that a text may spell out. */
export interface SpecialToken {
  readonly token: number;
  readonly text: string;
}

export interface SpecialOccurrence {
  readonly special: SpecialToken;
  readonly from: number;
  readonly to: number;
}

/** Finds the spelling of special tokens in texts. */
export class SpecialText {
  readonly #byText: ReadonlyMap<string, SpecialToken>;
  readonly #pattern: RegExp | undefined;

  constructor(specials: readonly SpecialToken[]) {
    const usable = specials.filter(({ text }) => text.length > 0);
    this.#byText = new Map(usable.map((special) => [special.text, special]));
    // Where one spelling begins with another, the longer one is meant.
    const spellings = [...this.#byText.keys()]
      .sort((a, b) => b.length - a.length)
      .map((text) => RegExp.escape(text));
    this.#pattern = spellings.length > 0 ? new RegExp(spellings.join("|"), "g") : undefined;
  }

  /** Occurrences from left to right; with `overlapping`, also those that begin inside another. */
  *find(text: string, overlapping: boolean): Iterable<SpecialOccurrence> {
    const pattern = this.#pattern;
    if (pattern === undefined) return;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const from = match.index;
      yield { special: this.#byText.get(match[0])!, from, to: from + match[0].length };
      pattern.lastIndex = overlapping ? from + 1 : from + match[0].length;
    }
  }
}
