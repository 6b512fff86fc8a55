/** One request at work. */
export interface MachineShare {
  /** Ends it: its part of the machine's busy time, in milliseconds. The second call gives what the first gave. */
  end(): number;
}

/**
 * Divides the time in which the machine is busy among the requests at work: a millisecond with n of them is an nth of a
 * millisecond for each. So the shares add up to the busy time, whatever overlaps.
 */
export class MachineTime {
  readonly #elapsed: () => number;
  #running = 0;
  /** What a request that had been there from the start would have got. */
  #perRequest = 0;
  #asOf = 0;

  /** `elapsed`: milliseconds since some moment, never going backwards. */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  begin(): MachineShare {
    this.#advance();
    this.#running++;
    const before = this.#perRequest;
    let share: number | undefined;
    return {
      end: () => {
        if (share !== undefined) return share;
        this.#advance();
        this.#running--;
        share = this.#perRequest - before;
        return share;
      },
    };
  }

  #advance(): void {
    const now = this.#elapsed();
    if (this.#running > 0) this.#perRequest += (now - this.#asOf) / this.#running;
    // Of what everybody gets alike, differences alone count: from zero on they keep their precision.
    else this.#perRequest = 0;
    this.#asOf = now;
  }
}
