import type { Clock } from "../index.ts";

export interface ManualClock extends Clock {
  advance(milliseconds: number): void;
}

/** A clock that stands still until it is told. */
export function manualClock(): ManualClock {
  let time = 1_750_000_000_000;
  return {
    now: () => time,
    advance(milliseconds) {
      time += milliseconds;
    },
  };
}
