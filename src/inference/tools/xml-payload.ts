import type { PayloadParser } from "./payload-parser.ts";

/** How a parameter's value stands in the answer: as plain text, or as JSON. */
export type ParameterEncoding = "text" | "json";

const OPEN = "<parameter=";
const OPEN_END = ">\n";
const CLOSE = "\n</parameter>\n";
const END = "</function>";

/**
 * Parameters in tags, passed on as the JSON object they stand for:
 *
 *     <parameter=city>\nOslo\n</parameter>\n</function>   →   {"city":"Oslo"}
 */
export class XmlPayload implements PayloadParser {
  readonly #encodings: ReadonlyMap<string, ParameterEncoding>;
  #state: "between" | "value" = "between";
  #held = "";
  #encoding: ParameterEncoding = "json";
  #parameters = 0;

  constructor(encodings: ReadonlyMap<string, ParameterEncoding>) {
    this.#encodings = encodings;
  }

  read(text: string, start: number, emit: (text: string) => void): number | undefined {
    let value = "";
    for (let at = start; at < text.length; at++) {
      this.#held += text[at];
      if (this.#state === "between") {
        if (this.#readBetween(emit)) return at + 1;
        continue;
      }
      value += this.#certainValue();
      if (this.#held !== CLOSE) continue;
      emit(this.#encode(value) + this.#quote());
      value = "";
      this.#state = "between";
      this.#held = "";
    }
    if (value !== "") emit(this.#encode(value));
    return undefined;
  }

  /** Whether the function's tag was closed. */
  #readBetween(emit: (text: string) => void): boolean {
    const held = this.#held.trimStart();
    if (held === END) {
      emit(this.#parameters === 0 ? "{}" : "}");
      return true;
    }
    if (!held.startsWith(OPEN) || !held.endsWith(OPEN_END)) return false;
    const name = held.slice(OPEN.length, -OPEN_END.length);
    this.#encoding = this.#encodings.get(name) ?? "json";
    emit(`${this.#parameters === 0 ? "{" : ","}${JSON.stringify(name)}:${this.#quote()}`);
    this.#parameters++;
    this.#state = "value";
    this.#held = "";
    return false;
  }

  /** Takes from the held text what cannot be the beginning of the closing tag. */
  #certainValue(): string {
    let certain = 0;
    while (!CLOSE.startsWith(this.#held.slice(certain))) certain++;
    const value = this.#held.slice(0, certain);
    this.#held = this.#held.slice(certain);
    return value;
  }

  #encode(value: string): string {
    return this.#encoding === "text" ? JSON.stringify(value).slice(1, -1) : value;
  }

  #quote(): string {
    return this.#encoding === "text" ? '"' : "";
  }
}
