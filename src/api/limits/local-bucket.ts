import { bucketWindow, clockTolerance, effectiveFullAt } from "../../store/index.ts";

/** Of a minute's worth; taken ahead from the shared bucket, so that few requests have to ask the database. */
const SLICE = 1 / 20;

/**
 * This server's part of a bucket that lies in the store: a slice taken ahead, and what is known of the
 * rest. All in microseconds of refilling, times of Unix.
 *
 * The slice melts once the shared bucket would be full without it: then it is part of what has
 * refilled, and using it on top would be more than the limit allows. So `available` is never more than
 * what one bucket without slices would hold.
 */
export class LocalBucket {
  /** Taken and not used yet. */
  #prepaid = 0;
  /** When the shared bucket was said to be full, right after the slice was taken from it. */
  #fullAt = 0;

  /** Of the slice, at most. */
  usable(now: number): number {
    return Math.max(0, Math.min(this.#prepaid, this.#sharedFullAt(now) - now));
  }

  /** All there is for this server, as far as it knows: others may have taken from the rest meanwhile. */
  available(now: number): number {
    return this.usable(now) + bucketWindow - (this.#sharedFullAt(now) - now);
  }

  spend(cost: number, now: number): void {
    this.#prepaid = this.usable(now) - cost;
  }

  /** What to ask of the shared bucket for a cost that the slice does not cover. */
  withdrawal(cost: number, now: number): { readonly need: number; readonly want: number } {
    const need = Math.max(0, Math.floor(cost - this.usable(now)));
    return { need, want: Math.max(need, bucketWindow * SLICE) };
  }

  /** The store's answer to a withdrawal. */
  granted(amount: number, fullAt: number, now: number): void {
    this.#prepaid = this.usable(now) + amount;
    this.#fullAt = fullAt;
  }

  refused(fullAt: number): void {
    this.#fullAt = fullAt;
  }

  /**
   * Whether the store would refuse too, so that it need not be asked: nothing that others do makes a
   * bucket fuller. A moment that no clock but one set back can have written is no reason.
   */
  surelyRefused(cost: number, now: number): boolean {
    return this.#fullAt <= now + bucketWindow + clockTolerance && cost > this.available(now) + 1;
  }

  /** Takes what is left of the slice out, to be given back. */
  drain(now: number): number {
    const left = this.usable(now);
    this.#prepaid = 0;
    return left;
  }

  #sharedFullAt(now: number): number {
    return effectiveFullAt(this.#fullAt, now);
  }
}
