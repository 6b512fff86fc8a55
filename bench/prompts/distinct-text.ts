import { adjectives, nouns } from "./common-words.ts";
import { pick, type Random } from "./seeded-random.ts";

const WORDS_OF_SENTENCE = 12;

/**
 * Text of nearly this many tokens that no cache has seen: twelve common words and a full stop,
 * again and again.
 */
export function distinctText(random: Random, tokens: number): string {
  const sentences = Math.max(1, Math.round(tokens / (WORDS_OF_SENTENCE + 1)));
  return Array.from({ length: sentences }, () => distinctSentence(random, WORDS_OF_SENTENCE)).join(" ");
}

/** A sentence of nearly `words` + 1 tokens. */
export function distinctSentence(random: Random, words: number): string {
  const all = Array.from({ length: words }, (_, index) => pick(random, index % 2 === 0 ? adjectives : nouns));
  return `${all.join(" ")}.`;
}

/** Asks for an answer that goes on for long. Its first words already make it another request. */
export function storyRequest(random: Random): string {
  const someone = () => `${pick(random, adjectives)} ${pick(random, nouns)}`;
  const [hero, friend, place] = [someone(), someone(), someone()];
  return (
    `A ${hero}, a ${friend}, a ${place}: write a very long story about them. ` +
    "Tell every detail in many paragraphs."
  );
}
