const FIRST_MILLISECONDS = 5_000;
const LONGEST_MILLISECONDS = 6 * 3_600_000;

/** From an event on; then its delivery is given up. */
export const DELIVERY_MILLISECONDS = 72 * 3_600_000;

/** How long to wait after so many failed attempts: doubling, and spread by a quarter. `chance`: from 0 to 1. */
export function retryDelay(attempts: number, chance: number): number {
  const doubled = Math.min(FIRST_MILLISECONDS * 2 ** Math.min(attempts - 1, 30), LONGEST_MILLISECONDS);
  return Math.round(doubled * (0.75 + chance / 2));
}
