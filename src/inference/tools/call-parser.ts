import type { Tool } from "../tool.ts";
import type { OutputParser, ParsedPart } from "./output-parser.ts";
import type { PayloadParser } from "./payload-parser.ts";
import { WordSearch } from "./word-search.ts";

/** What a head announces: a call of a tool, or text to the end of the answer. */
export type Head = { readonly tool: Tool; readonly payload: () => PayloadParser } | "text";

/**
 * How calls stand in an answer:
 *
 *     text… open head payload (between head payload)* close
 */
export interface CallLayout {
  /**
   * Where the first head may begin: at the start of the answer, behind `open` at its start, or
   * behind `open` anywhere.
   */
  readonly place: "start" | "open-at-start" | "open-anywhere";
  readonly open: string;
  readonly heads: ReadonlyMap<string, Head>;
  /** Stands between two calls; absent: there is only one. */
  readonly between?: string;
  /** Words that end the text, and are no part of it. */
  readonly stop: readonly string[];
}

/** White space before a call belongs to neither; of longer runs the rest is text. */
const HELD_SPACE = 64;

type State = "text" | "opening" | "head" | "payload" | "behind" | "stopped";

const FIRST_STATES: Readonly<Record<CallLayout["place"], State>> = {
  start: "head",
  "open-at-start": "opening",
  "open-anywhere": "text",
};

/**
 * Reads answers of one layout. The constraint the answer was generated under allows nothing but the
 * layout, so whatever else appears is given out as text instead of being guessed at.
 */
export class CallParser implements OutputParser {
  readonly #layout: CallLayout;
  #state: State;
  /** Whether a call may follow the text. */
  #mayOpen: boolean;
  #search: WordSearch;
  /** White space at the end of the text so far. */
  #space = "";
  /** The beginning of a head or of what stands between calls. */
  #held = "";
  /** What was taken for the opening of a call of which nothing has come yet. */
  #opened = "";
  #payload: PayloadParser | undefined;
  #parts: ParsedPart[] = [];
  /** Characters of the answer before the piece that is being read. */
  #offset = 0;

  constructor(layout: CallLayout) {
    this.#layout = layout;
    this.#state = FIRST_STATES[layout.place];
    this.#mayOpen = layout.place === "open-anywhere";
    this.#search = new WordSearch([...(this.#mayOpen ? [layout.open] : []), ...layout.stop]);
  }

  push(text: string): ParsedPart[] {
    let at = 0;
    while (at < text.length) at = this.#read(text, at);
    this.#offset += text.length;
    return this.#take();
  }

  end(): ParsedPart[] {
    if (this.#state === "payload") this.#parts.push({ type: "call-end", complete: false });
    if (this.#state === "text") this.#text(this.#space + this.#search.held, 0);
    // A head that was cut off is a call that never began, and no text.
    if (this.#state === "opening") this.#text(this.#held, 0);
    this.#state = "stopped";
    return this.#take();
  }

  /** Reads some of the text and returns where to go on. */
  #read(text: string, at: number): number {
    switch (this.#state) {
      case "text":
        return this.#readText(text.slice(at), at);
      case "payload":
        return this.#readPayload(text, at);
      case "opening":
        return this.#match(text[at]!, at, [this.#layout.open], (open) => this.#open(open));
      case "head":
        return this.#match(text[at]!, at, this.#layout.heads.keys(), (head) => this.#begin(head));
      case "behind":
        return this.#readBehind(text[at]!, at);
      case "stopped":
        return text.length;
    }
  }

  #readText(piece: string, at: number): number {
    const start = at - this.#space.length - this.#search.held.length;
    const { text, found } = this.#search.read(piece);
    const whole = this.#space + text;
    const isCall = this.#mayOpen && found?.word === this.#layout.open;
    const certain = isCall || (this.#mayOpen && found === undefined) ? certainLength(whole) : whole.length;
    this.#text(whole.slice(0, certain), start + certain);
    this.#space = found === undefined ? whole.slice(certain) : "";
    if (found === undefined) return at + piece.length;
    this.#state = isCall ? this.#open(found.word) : "stopped";
    return at + found.end;
  }

  #open(open: string): State {
    this.#opened = open;
    return "head";
  }

  /** Adds a character to what is held, until that is one of the words or can become none of them. */
  #match(character: string, at: number, words: Iterable<string>, found: (word: string) => State): number {
    this.#held += character;
    let possible = false;
    for (const word of words) {
      if (word === this.#held) {
        this.#held = "";
        this.#state = found(word);
        return at + 1;
      }
      possible ||= word.startsWith(this.#held);
    }
    return possible ? at + 1 : this.#giveUp(at + 1);
  }

  #begin(word: string): State {
    const head = this.#layout.heads.get(word);
    this.#opened = "";
    if (head === undefined || head === "text") return this.#onlyText();
    this.#parts.push({ type: "call-start", tool: head.tool });
    this.#payload = head.payload();
    return "payload";
  }

  #readPayload(text: string, at: number): number {
    const end = this.#payload?.read(text, at, (piece) => {
      if (piece !== "") this.#parts.push({ type: "call-delta", text: piece });
    });
    if (end === undefined) return text.length;
    this.#parts.push({ type: "call-end", complete: true });
    this.#state = "behind";
    return end;
  }

  /** Behind a call: another one, or the end, of which nothing needs to be said. */
  #readBehind(character: string, at: number): number {
    const { between } = this.#layout;
    this.#held += character;
    if (between !== undefined && this.#held === between) {
      this.#held = "";
      this.#state = "head";
    }
    return at + 1;
  }

  /** What was held is no call: it is read again, as text. */
  #giveUp(end: number): number {
    const text = this.#opened + this.#held;
    this.#opened = "";
    this.#held = "";
    this.#state = this.#onlyText();
    this.#readText(text, end - text.length);
    return end;
  }

  #onlyText(): State {
    this.#mayOpen = false;
    this.#search = new WordSearch(this.#layout.stop);
    return "text";
  }

  /** @param end where the text ended, counted from the beginning of the piece that is being read */
  #text(text: string, end: number): void {
    if (text !== "") this.#parts.push({ type: "text", text, end: this.#offset + end });
  }

  #take(): ParsedPart[] {
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }
}

/** Text without the white space at its end, of which no more than a little is left away. */
function certainLength(text: string): number {
  return Math.max(text.trimEnd().length, text.length - HELD_SPACE);
}
