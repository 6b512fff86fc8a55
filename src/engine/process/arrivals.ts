/** Part of the time that newcomers' prompts will take, for which the next newcomer is waited for. */
const SHARE = 1 / 50;
/** As often, in all. */
const WAITS = 4;
/** One wait, in milliseconds. */
const LONGEST = 30;

/**
 * Requests that a client sends together arrive one after the other. The first of them alone would keep the others
 * waiting for all of its prompt, and then make their prompts be computed in small pieces, beside its stream.
 */
export class Arrivals {
  #first: number | undefined;
  #last = Number.NEGATIVE_INFINITY;

  /** Whether requests have come that are perhaps not all. */
  get pending(): boolean {
    return this.#first !== undefined;
  }

  /** A request came. */
  note(now: number): void {
    if (now - this.#last > WAITS * LONGEST) this.#first = now;
    this.#first ??= now;
    this.#last = now;
  }

  /** Milliseconds that newcomers, whose prompts will take so long, should still wait for others; 0: none. */
  left(now: number, prefillMilliseconds: number): number {
    if (this.#first === undefined) return 0;
    const wait = Math.min(LONGEST, prefillMilliseconds * SHARE);
    const left = Math.min(this.#last + wait, this.#first + WAITS * wait) - now;
    if (left > 0) return left;
    this.#first = undefined;
    return 0;
  }
}
