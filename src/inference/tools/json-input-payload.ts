import { JsonStringDecoder } from "./json-string-decoder.ts";
import type { PayloadParser } from "./payload-parser.ts";

/** `{"input": "…"}`, of which only the decoded text is passed on. */
export class JsonInputPayload implements PayloadParser {
  readonly #decoder = new JsonStringDecoder();
  /** Quotes seen before the text: two around the key, one that opens the text. */
  #quotes = 0;
  #textEnded = false;

  read(text: string, start: number, emit: (text: string) => void): number | undefined {
    let at = start;
    while (at < text.length && this.#quotes < 3) {
      if (text[at] === '"') this.#quotes++;
      at++;
    }
    if (this.#quotes === 3 && !this.#textEnded) {
      const decoded = this.#decoder.read(text, at);
      emit(decoded.text);
      if (decoded.end === undefined) return undefined;
      this.#textEnded = true;
      at = decoded.end;
    }
    const brace = this.#textEnded ? text.indexOf("}", at) : -1;
    return brace === -1 ? undefined : brace + 1;
  }
}
