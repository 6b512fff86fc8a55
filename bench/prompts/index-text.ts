import { nouns } from "./common-words.ts";
import { pick, type Random } from "./seeded-random.ts";

/**
 * Numbered entries, some six tokens each. Even weak weights copy such a text almost faithfully, line
 * by line, where prose or code makes them fall into a loop: an answer that resembles its draft, with
 * a line left out or altered here and there, as in an edit of a file.
 */
export function indexText(random: Random, entries: number): string {
  return Array.from({ length: entries }, (_, index) => `${index + 1} is for ${pick(random, nouns)}`).join(
    "\n",
  );
}
