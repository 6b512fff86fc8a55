import { nouns } from "./common-words.ts";
import { pick, type Random } from "./seeded-random.ts";

/** Words for the entries of an index. */
export function indexWords(random: Random, entries: number): string[] {
  return Array.from({ length: entries }, () => pick(random, nouns));
}

/**
 * Numbered entries, some six tokens each. Even weak weights go on in such a text without falling into
 * a loop, as they do in prose and in code.
 */
export function indexText(words: readonly string[]): string {
  return words.map((word, index) => `${index + 1} is for ${word}`).join("\n");
}
