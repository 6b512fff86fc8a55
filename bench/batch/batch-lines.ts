import { distinctSentence, distinctText } from "../prompts/distinct-text.ts";
import type { Random } from "../prompts/seeded-random.ts";

export interface BenchLine {
  readonly messages: readonly { readonly role: "system" | "user"; readonly content: string }[];
  readonly max_tokens: number;
  readonly temperature: 0;
}

export const PREFIX_TOKENS = 600;
const QUESTION_WORDS = 12;

/** Requests on one common system prompt. */
export function linesOnOnePrefix(random: Random, count: number, tokens: number): BenchLine[] {
  const system = { role: "system", content: distinctText(random, PREFIX_TOKENS) } as const;
  return Array.from({ length: count }, () => line([system, question(random)], tokens));
}

/** Requests that have nothing in common. */
export function distinctLines(random: Random, count: number, tokens: number): BenchLine[] {
  return Array.from({ length: count }, () => line([question(random)], tokens));
}

function question(random: Random): BenchLine["messages"][number] {
  const sentence = distinctSentence(random, QUESTION_WORDS);
  return { role: "user", content: `${sentence} Tell a long story about this.` };
}

function line(messages: BenchLine["messages"], tokens: number): BenchLine {
  return { messages, max_tokens: tokens, temperature: 0 };
}
