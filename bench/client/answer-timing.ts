import type { StreamedAnswer, TextDelta } from "./streamed-answer.ts";

/** The part of an answer that timings are taken from; an engine's answer has it too. */
export interface TimedText {
  readonly deltas: readonly TextDelta[];
  readonly answerTokens: number;
}

/** From the request's first byte to the first text, in milliseconds. */
export function firstTokenMilliseconds({ sentAt, deltas }: StreamedAnswer): number {
  const [first] = deltas;
  if (first === undefined) throw new Error("the answer holds no text");
  return first.at - sentAt;
}

/**
 * Tokens a second after the first piece of text. What the first piece holds of the tokens is
 * reckoned by its characters: with a prediction it may be more than one.
 */
export function decodeTokensPerSecond({ deltas, answerTokens }: TimedText): number {
  const [first] = deltas;
  const last = deltas.at(-1);
  if (first === undefined || last === undefined || last.at === first.at) {
    throw new Error("the answer came in one piece: it has no rate");
  }
  const characters = deltas.reduce((sum, { text }) => sum + text.length, 0);
  const tokens = answerTokens * (1 - first.text.length / characters);
  return (tokens * 1000) / (last.at - first.at);
}

/** Milliseconds between one piece of text and the next. */
export function gapsMilliseconds({ deltas }: TimedText): number[] {
  return deltas.slice(1).map(({ at }, index) => at - deltas[index]!.at);
}
