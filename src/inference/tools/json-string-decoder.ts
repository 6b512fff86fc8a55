const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Decodes the inside of a JSON string, wherever it is cut. An escaped surrogate waits for its other half. */
export class JsonStringDecoder {
  #escape = "";
  #highSurrogate = "";

  /** Decodes up to the closing quote; `end` is the place behind it, or undefined while there is none. */
  read(text: string, start: number): { readonly text: string; readonly end: number | undefined } {
    let decoded = "";
    for (let at = start; at < text.length; at++) {
      const character = text[at]!;
      if (this.#escape !== "") {
        decoded += this.#continueEscape(character);
      } else if (character === "\\") {
        this.#escape = character;
      } else {
        decoded += this.#flush();
        if (character === '"') return { text: decoded, end: at + 1 };
        decoded += character;
      }
    }
    return { text: decoded, end: undefined };
  }

  #continueEscape(character: string): string {
    this.#escape += character;
    if (this.#escape[1] !== "u") {
      this.#escape = "";
      return this.#flush() + (SIMPLE_ESCAPES[character] ?? character);
    }
    if (this.#escape.length < "\\u0000".length) return "";
    const unit = String.fromCharCode(Number.parseInt(this.#escape.slice(2), 16));
    this.#escape = "";
    if (unit >= "\ud800" && unit <= "\udbff") {
      const before = this.#flush();
      this.#highSurrogate = unit;
      return before;
    }
    return this.#flush() + unit;
  }

  #flush(): string {
    const held = this.#highSurrogate;
    this.#highSurrogate = "";
    return held;
  }
}
