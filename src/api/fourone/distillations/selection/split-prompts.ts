import { createHash } from "node:crypto";

export interface SplitWishes {
  readonly seed: number;
  /** A share below 1, or a number; undefined: a tenth, as far as enough are left to learn from. */
  readonly heldOut: number | undefined;
}

const USUAL_SHARE = 0.1;
const USUALLY_AT_MOST = 50;
export const MOST_HELD_OUT = 1_000;
/** Fewer examples are no training file. */
export const LEAST_LEARNED = 10;

export interface SplitPrompts<Prompt> {
  readonly learned: readonly Prompt[];
  readonly heldOut: readonly Prompt[];
}

/**
 * Divides prompts, by nothing but the seed and what they say: the same ones are held out whatever their order, and few
 * of them change as prompts are added.
 */
export function splitPrompts<Prompt extends { readonly key: string }>(
  prompts: readonly Prompt[],
  { seed, heldOut }: SplitWishes,
): SplitPrompts<Prompt> {
  const ranked = prompts
    .map((prompt) => ({ prompt, rank: rankOf(prompt.key, seed) }))
    .sort((left, right) => (left.rank < right.rank ? -1 : 1))
    .map(({ prompt }) => prompt);
  const count = countOf(heldOut, prompts.length);
  const chosen = new Set(ranked.slice(0, count));
  return { heldOut: [...chosen], learned: prompts.filter((prompt) => !chosen.has(prompt)) };
}

function countOf(wish: number | undefined, prompts: number): number {
  if (wish === undefined) {
    const spare = Math.max(0, prompts - LEAST_LEARNED);
    return Math.min(USUALLY_AT_MOST, spare, Math.ceil(prompts * USUAL_SHARE));
  }
  const count = wish < 1 ? Math.round(prompts * wish) : wish;
  return Math.min(count, MOST_HELD_OUT, prompts);
}

function rankOf(key: string, seed: number): string {
  return createHash("sha256").update(`${seed}/${key}`).digest("hex");
}
