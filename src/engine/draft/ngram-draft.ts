import type { TokenList } from "../token-list.ts";
import { DraftLength } from "./draft-length.ts";
import type { DraftSource } from "./draft-source.ts";
import { NgramIndex } from "./ngram-index.ts";

export interface NgramDraftOptions {
  readonly kind: DraftSource["kind"];
  /** What the answer is expected to repeat: a prediction, or the text so far itself. */
  readonly source: TokenList;
  /** Tokens that must agree before a place in the source is followed. */
  readonly match: number;
  /** Whether the answer is expected to begin as the source does. */
  readonly fromStart: boolean;
}

/**
 * Tokens right for one wrong that are expected before anything is known: where a place was just found, and
 * further on. A guess of ours must first be right without a draft: four equal tokens mean little in prose.
 */
const EXPECTED_RUN = {
  prediction: { found: 5, followed: 15 },
  "prompt-lookup": { found: 1, followed: 5 },
} as const;
/** Drafts in a row of which nothing was right, after which only longer matches are trusted. */
const MISTRUST_AFTER = 2;
/** Places looked at in each direction. A text of one repeated line has thousands. */
const MOST_CANDIDATES = 32;

/**
 * Follows a source text as long as the answer repeats it. After a disagreement it looks for the
 * place where the last few tokens of the answer occur in the source, nearest behind the old place
 * first, so that insertions, deletions, replacements and moved passages are found again.
 *
 * A place that was only just found is less certain than one that has been right for a whole draft, so
 * each has its own length, which follows from how often its tokens were right and what verifying costs.
 */
export class NgramDraft implements DraftSource {
  readonly kind: DraftSource["kind"];
  readonly #options: NgramDraftOptions;
  readonly #index: NgramIndex;
  /** Next token of the source, as long as it is followed. */
  #place: number | undefined;
  /** Where it was last followed. */
  #last = 0;
  readonly #lengths: Readonly<Record<"found" | "followed", DraftLength>>;
  #certainty: "found" | "followed";
  #misses = 0;
  /** Length of the last proposal. */
  #drafted = 0;
  /** Answer length at which `#place` was right. */
  #at: number | undefined;

  constructor(options: NgramDraftOptions) {
    this.kind = options.kind;
    this.#options = options;
    const { found, followed } = EXPECTED_RUN[options.kind];
    this.#lengths = { found: new DraftLength(found), followed: new DraftLength(followed) };
    this.#index = new NgramIndex(options.source, options.match);
    this.#place = options.fromStart ? 0 : undefined;
    this.#certainty = options.fromStart ? "followed" : "found";
  }

  propose(tokens: TokenList, limit: number, cost: number): readonly number[] {
    this.#follow(tokens);
    if (this.#place === undefined) {
      this.#place = this.#find(tokens);
      this.#certainty = "found";
    }
    this.#at = tokens.length;
    this.#drafted = 0;
    if (this.#place === undefined) return [];
    const { source } = this.#options;
    const length = Math.min(this.#lengths[this.#certainty].best(cost), limit, source.length - this.#place);
    this.#drafted = length;
    return [...source.slice(this.#place, this.#place + length)];
  }

  observe(proposed: number, accepted: number): void {
    this.#lengths[this.#certainty].observe(proposed, accepted);
    if (accepted === proposed) {
      this.#certainty = "followed";
      this.#misses = 0;
    } else {
      this.#misses = accepted === 0 ? this.#misses + 1 : 0;
    }
  }

  /** Moves the place along with what was really said since the last proposal, or gives it up. */
  #follow(tokens: TokenList): void {
    const { source } = this.#options;
    if (this.#place === undefined) return;
    this.#at ??= tokens.length;
    for (let index = this.#at; index < tokens.length; index++) {
      const right = this.#place < source.length && source.at(this.#place) === tokens.at(index);
      // What was not worth a draft tells just as well whether the next one is.
      if (this.#drafted === 0) this.#lengths[this.#certainty].observe(1, right ? 1 : 0);
      if (!right) {
        this.#last = this.#place;
        this.#place = undefined;
        return;
      }
      this.#place++;
    }
    if (this.#place >= source.length) this.#place = undefined;
  }

  /** The nearest place behind the last one that follows what the answer ends with, else the nearest before it. */
  #find(tokens: TokenList): number | undefined {
    const { source, match } = this.#options;
    const needed = this.#misses >= MISTRUST_AFTER ? match * 2 : match;
    const places = this.#index.after(tokens);
    const fits = (place: number) => place < source.length && agrees(source, place, tokens, needed);
    const middle = firstAtLeast(places, this.#last);
    return (
      places.slice(middle, middle + MOST_CANDIDATES).find(fits) ??
      places.slice(Math.max(0, middle - MOST_CANDIDATES), middle).findLast(fits)
    );
  }
}

/** Index of the first of the ascending numbers that is not below `least`. */
function firstAtLeast(numbers: readonly number[], least: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether the `count` tokens before `place` are those that `tokens` ends with. */
function agrees(source: TokenList, place: number, tokens: TokenList, count: number): boolean {
  if (place < count || tokens.length < count) return false;
  for (let back = 1; back <= count; back++) {
    if (source.at(place - back) !== tokens.at(tokens.length - back)) return false;
  }
  return true;
}
