import type { SampledToken } from "../generate-event.ts";

/** Text that is certain now, with the log probabilities of the tokens it is made of. */
export interface AssembledText {
  readonly text: string;
  readonly sampled: readonly SampledToken[];
  /** A stop string was completed: nothing may follow. */
  readonly stopped: boolean;
}

interface Held {
  /** Characters up to the token's last, counted from the beginning of the answer. */
  readonly end: number;
  readonly sampled: SampledToken;
}

/** Of a character that is not whole yet, at most this many bytes are known. */
const LONGEST_PART = 3;

/**
 * Turns token bytes into text that may be shown: whole UTF-8 only, and nothing that could still
 * become a stop string. Deterministic, so that replaying the same tokens after a crash gives the
 * same pieces. A token is reported with the text that holds the last of it.
 */
export class TextAssembler {
  readonly #stops: readonly string[];
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #held = "";
  /** Characters decoded and emitted so far, to tell which tokens lie wholly in emitted text. */
  #decoded = 0;
  #emitted = 0;
  #sampled: Held[] = [];
  #lastBytes: readonly number[] = [];
  #stopped = false;

  /** Stop strings that no whole UTF-8 can contain are left out: a match would cut a character in half. */
  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop.length > 0 && stop.isWellFormed());
  }

  push(bytes: Uint8Array, sampled?: SampledToken): AssembledText {
    if (this.#stopped) return { text: "", sampled: [], stopped: true };
    const decoded = this.#decoder.decode(bytes, { stream: true });
    this.#decoded += decoded.length;
    this.#lastBytes = [...this.#lastBytes, ...bytes.subarray(-LONGEST_PART)].slice(-LONGEST_PART);
    if (sampled !== undefined) {
      const end = this.#decoded + (endsInsideCharacter(this.#lastBytes) ? 1 : 0);
      this.#sampled.push({ end, sampled });
    }
    this.#held += decoded;
    const stop = this.#firstStop();
    if (stop === undefined) return this.#emit(this.#held.length - this.#undecided());
    this.#stopped = true;
    return this.#emit(stop);
  }

  /** The end of the answer: what was held back for a stop string is text after all. A character cut in half is not. */
  flush(): AssembledText {
    if (this.#stopped) return { text: "", sampled: [], stopped: true };
    const result = this.#emit(this.#held.length);
    const rest = this.#sampled.map((held) => held.sampled);
    this.#sampled = [];
    return { ...result, sampled: [...result.sampled, ...rest] };
  }

  #emit(length: number): AssembledText {
    const text = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    this.#emitted += length;
    let count = 0;
    while (count < this.#sampled.length && this.#sampled[count]!.end <= this.#emitted) count++;
    const sampled = this.#sampled.splice(0, count).map((held) => held.sampled);
    return { text, sampled, stopped: this.#stopped };
  }

  /** Where the stop string begins that is complete first, so that it does not matter how text falls into tokens. */
  #firstStop(): number | undefined {
    let first: { readonly from: number; readonly to: number } | undefined;
    for (const stop of this.#stops) {
      const from = this.#held.indexOf(stop);
      if (from < 0) continue;
      const to = from + stop.length;
      if (first === undefined || to < first.to || (to === first.to && from < first.from))
        first = { from, to };
    }
    return first?.from;
  }

  /** Length of the longest tail of the held text with which a stop string begins. */
  #undecided(): number {
    let longest = 0;
    for (const stop of this.#stops) {
      for (let length = Math.min(stop.length - 1, this.#held.length); length > longest; length--) {
        if (this.#held.endsWith(stop.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}

const probe = new TextDecoder();

function endsInsideCharacter(lastBytes: readonly number[]): boolean {
  probe.decode(Uint8Array.from(lastBytes), { stream: true });
  return probe.decode().length > 0;
}
