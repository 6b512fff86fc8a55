import { ConstraintError } from "../constraint-error.ts";

/** A cursor over the characters of a pattern or grammar. */
export class PatternReader {
  readonly #characters: readonly string[];
  #position = 0;

  constructor(text: string) {
    this.#characters = [...text];
  }

  get position(): number {
    return this.#position;
  }

  get done(): boolean {
    return this.#position >= this.#characters.length;
  }

  /** The next character, or "" at the end. */
  peek(ahead = 0): string {
    return this.#characters[this.#position + ahead] ?? "";
  }

  startsWith(text: string): boolean {
    return [...text].every((character, index) => this.peek(index) === character);
  }

  take(): string {
    const character = this.peek();
    if (character === "") throw new ConstraintError("ends too early");
    this.#position += 1;
    return character;
  }

  /** Moves past `text` where it comes next. */
  skip(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.#position += [...text].length;
    return true;
  }

  takeWhile(test: (character: string) => boolean, most = Number.POSITIVE_INFINITY): string {
    let text = "";
    while (text.length < most && !this.done && test(this.peek())) text += this.take();
    return text;
  }

  /** Runs `read`; where it yields undefined, the cursor goes back to where it was. */
  attempt<T>(read: () => T | undefined): T | undefined {
    const before = this.#position;
    const result = read();
    if (result === undefined) this.#position = before;
    return result;
  }
}

/** The code point of `digits` hexadecimal digits that must come next. */
export function takeHexadecimal(reader: PatternReader, digits: number): number {
  const text = reader.takeWhile((character) => /[0-9a-fA-F]/.test(character), digits);
  if (text.length !== digits) throw new ConstraintError("has an incomplete escape");
  return Number.parseInt(text, 16);
}
