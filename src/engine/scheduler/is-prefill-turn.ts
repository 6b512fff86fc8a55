import { isPrefilling, type Sequence } from "./sequence.ts";

/** Part of the places that must be free before new sequences are taken in. */
const FREE_PLACES = 1 / 4;

export interface Places {
  readonly running: number;
  readonly maximum: number;
  /** Sequences that wait for one. */
  readonly waiting: number;
}

/**
 * Whether the next step of batch work computes prompts alone, or else streams alone. Attention on CPUs takes 64 tokens
 * at once that look at the same cells, or one by one where a step has fewer. Prompts gain by the first; streams of
 * different lines have most cells for themselves and lose by it: 32 streams and one prompt of 36 tokens took a sixth
 * less time in two steps than in one, where prompts came in groups of eight.
 */
export function isPrefillTurn(active: readonly Sequence[], { running, maximum, waiting }: Places): boolean {
  if (active.some(isPrefilling)) return true;
  return waiting > 0 && maximum - running >= maximum * FREE_PLACES;
}
