import type { PayloadParser } from "./payload-parser.ts";

/** A JSON object, passed on as it is. It ends with the brace that closes it. */
export class JsonObjectPayload implements PayloadParser {
  #depth = 0;
  #inString = false;
  #escaped = false;

  read(text: string, start: number, emit: (text: string) => void): number | undefined {
    for (let at = start; at < text.length; at++) {
      if (!this.#closesWith(text[at]!)) continue;
      emit(text.slice(start, at + 1));
      return at + 1;
    }
    emit(text.slice(start));
    return undefined;
  }

  #closesWith(character: string): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (character === "\\") this.#escaped = true;
      else if (character === '"') this.#inString = false;
      return false;
    }
    if (character === '"') this.#inString = true;
    else if (character === "{" || character === "[") this.#depth++;
    else if (character === "}" || character === "]") return --this.#depth === 0;
    return false;
  }
}
