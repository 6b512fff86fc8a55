import { distinctSentence, distinctText } from "../prompts/distinct-text.ts";
import type { Random } from "../prompts/seeded-random.ts";

export const PREFIX_TOKENS = 1_200;
/** With the words before them, about twenty tokens. */
const QUESTION_WORDS = 8;

/** Gives prompts that all begin with the same long text and end in questions of their own. */
export function promptsOnOnePrefix(random: Random): () => string {
  const prefix = distinctText(random, PREFIX_TOKENS);
  return () => `${prefix}\n\nWhat of this: ${distinctSentence(random, QUESTION_WORDS)}`;
}
