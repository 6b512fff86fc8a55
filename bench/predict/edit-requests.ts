import type { ChatMessage } from "../client/chat-request.ts";
import { indexText, indexWords } from "../prompts/index-text.ts";
import type { Random } from "../prompts/seeded-random.ts";

/** The conversation whose next answer is predicted. One finished turn shows weak weights what is wanted. */
export type EditRequest = (random: Random) => readonly ChatMessage[];

const ENTRIES = 60;

/**
 * The answer resembles a text in the prompt, a line left out or altered here and there, as in an
 * edit of a file. Whoever looks for drafts in the prompt finds nearly the same as the prediction.
 */
export const repeatText: EditRequest = (random) => {
  const text = indexText(indexWords(random, ENTRIES));
  const request = { role: "user", content: `Repeat this text:\n\n${text}` } as const;
  return [request, { role: "assistant", content: text }, request];
};

/**
 * The answer is made from the prompt but not found in it: only who has seen an earlier version, as a
 * client may have, can predict it.
 */
export const listWords: EditRequest = (random) => {
  const [shown, wanted] = [indexWords(random, ENTRIES), indexWords(random, ENTRIES)];
  const request = (words: readonly string[]) =>
    ({ role: "user", content: `Make a numbered list of these words: ${words.join(", ")}` }) as const;
  return [request(shown), { role: "assistant", content: indexText(shown) }, request(wanted)];
};
