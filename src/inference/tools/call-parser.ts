import type { Tool } from "../tool.ts";
import type { OutputParser, ParsedPart } from "./output-parser.ts";
import type { PayloadParser } from "./payload-parser.ts";

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
}

/** White space before a call belongs to neither; of longer runs the rest is text. */
const HELD_SPACE = 64;

type State = "searching" | "opening" | "head" | "payload" | "behind" | "text";

const FIRST_STATES: Readonly<Record<CallLayout["place"], State>> = {
  start: "head",
  "open-at-start": "opening",
  "open-anywhere": "searching",
};

/**
 * Reads answers of one layout. The constraint the answer was generated under allows nothing but the
 * layout, so whatever else appears is given out as text instead of being guessed at.
 */
export class CallParser implements OutputParser {
  readonly #layout: CallLayout;
  #state: State;
  /** Text that is not yet known to be one thing or another. Always short. */
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
  }

  push(text: string): ParsedPart[] {
    let at = 0;
    while (at < text.length) at = this.#read(text, at);
    this.#offset += text.length;
    return this.#take();
  }

  end(): ParsedPart[] {
    if (this.#state === "payload") this.#parts.push({ type: "call-end", complete: false });
    // A head that was cut off is a call that never began, and no text.
    if (this.#state === "searching" || this.#state === "opening") this.#text(this.#held, 0);
    this.#held = "";
    return this.#take();
  }

  /** Reads some of the text and returns where to go on. */
  #read(text: string, at: number): number {
    switch (this.#state) {
      case "text":
        this.#text(text.slice(at), text.length);
        return text.length;
      case "searching":
        return this.#search(text, at);
      case "payload":
        return this.#readPayload(text, at);
      case "opening":
        return this.#match(text[at]!, at, [this.#layout.open], (open) => {
          this.#opened = open;
          return "head";
        });
      case "head":
        return this.#match(text[at]!, at, this.#layout.heads.keys(), (head) => this.#begin(head));
      case "behind":
        return this.#readBehind(text[at]!, at);
    }
  }

  #search(text: string, at: number): number {
    const { open } = this.#layout;
    const searched = this.#held + text.slice(at);
    const start = at - this.#held.length;
    const found = searched.indexOf(open);
    if (found >= 0) {
      const before = searched.slice(0, found).trimEnd();
      this.#text(before, start + before.length);
      const end = start + found + open.length;
      this.#held = "";
      this.#opened = open;
      this.#state = "head";
      return end;
    }
    let certain = Math.max(0, searched.length - open.length + 1);
    while (!open.startsWith(searched.slice(certain))) certain++;
    const space = searched.slice(0, certain).trimEnd().length;
    certain = Math.max(space, certain - HELD_SPACE);
    this.#text(searched.slice(0, certain), start + certain);
    this.#held = searched.slice(certain);
    return text.length;
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
    if (!possible) this.#giveUp(at + 1);
    return at + 1;
  }

  #begin(word: string): State {
    const head = this.#layout.heads.get(word);
    this.#opened = "";
    if (head === undefined || head === "text") return "text";
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

  #giveUp(end: number): void {
    this.#text(this.#opened + this.#held, end);
    this.#held = "";
    this.#state = "text";
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
