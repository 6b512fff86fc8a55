import type { SampledToken } from "../generate-event.ts";

/** Text that is certain now, with the log probabilities of the tokens it is made of. */
export interface AssembledText {
  readonly text: string;
  readonly sampled: readonly SampledToken[];
  /** A stop string was completed: nothing may follow. */
  readonly stopped: boolean;
}

interface Held {
  readonly end: number;
  readonly sampled: SampledToken;
}

/**
 * Turns token bytes into text that may be shown: whole UTF-8 only, and nothing that could still
 * become a stop string. Deterministic, so that replaying the same tokens after a crash gives the
 * same pieces.
 */
export class TextAssembler {
  readonly #stops: readonly string[];
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #held = "";
  /** Characters decoded and emitted so far, to tell which tokens lie wholly in emitted text. */
  #decoded = 0;
  #emitted = 0;
  #sampled: Held[] = [];

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop.length > 0);
  }

  push(bytes: Uint8Array, sampled?: SampledToken): AssembledText {
    const decoded = this.#decoder.decode(bytes, { stream: true });
    this.#decoded += decoded.length;
    if (sampled !== undefined) this.#sampled.push({ end: this.#decoded, sampled });
    this.#held += decoded;
    const stop = this.#firstStop();
    if (stop !== undefined) {
      const result = this.#emit(stop, true);
      this.#held = "";
      return result;
    }
    return this.#emit(this.#held.length - this.#undecided(), false);
  }

  /** The end of the answer: what was held back for a stop string is text after all. A character cut in half is not. */
  flush(): AssembledText {
    const result = this.#emit(this.#held.length, false);
    const rest = this.#sampled.map((held) => held.sampled);
    this.#sampled = [];
    return { ...result, sampled: [...result.sampled, ...rest] };
  }

  #emit(length: number, stopped: boolean): AssembledText {
    const text = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    this.#emitted += length;
    let count = 0;
    while (count < this.#sampled.length && this.#sampled[count]!.end <= this.#emitted) count++;
    const sampled = this.#sampled.splice(0, count).map((held) => held.sampled);
    return { text, sampled, stopped };
  }

  /** Where the earliest stop string begins in the held text. */
  #firstStop(): number | undefined {
    let first: number | undefined;
    for (const stop of this.#stops) {
      const at = this.#held.indexOf(stop);
      if (at >= 0 && (first === undefined || at < first)) first = at;
    }
    return first;
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
