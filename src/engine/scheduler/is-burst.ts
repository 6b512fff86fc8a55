import { generatedTokens, pendingTokens, type Sequence } from "./sequence.ts";

/** Tokens up to which a stream has only just begun. */
const YOUNG_STREAM = 4;
/** Steps that the others' prompts may still take: streams that have just begun stand still for no longer. */
const LONGEST_BURST = 2;

/**
 * Requests that arrive together do not reach the scheduler in the same instant. As long as the streams have just begun
 * and the others' prompts take no more than two steps, all are brought to their first token first: computed in large
 * pieces, prompts are done in half the time that they take beside streams.
 *
 * @param waiting tokens of those that have not begun.
 * @param room tokens that fit one step.
 */
export function isBurst(active: readonly Sequence[], waiting: number, room: number): boolean {
  if (active.some((sequence) => generatedTokens(sequence) > YOUNG_STREAM)) return false;
  return active.reduce((sum, sequence) => sum + pendingTokens(sequence), waiting) <= LONGEST_BURST * room;
}
