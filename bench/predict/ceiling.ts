import { alternate } from "../alternate.ts";
import { askInFull } from "../ask.ts";
import type { Part } from "../bench.ts";
import { decodeTokensPerSecond, firstTokenMilliseconds } from "../client/answer-timing.ts";
import { distinctText } from "../prompts/distinct-text.ts";

const PROMPT_TOKENS = 500;
const TOKENS = 64;

/** Prefill rate over decode rate: no draft is verified faster than a prompt is computed. */
export const measureCeiling: Part = async ({ subject, rounds, random }) => {
  const { results } = await alternate({
    contestants: [subject],
    rounds,
    work: () => `${distinctText(random, PROMPT_TOKENS)}\n\nTell this as a long story.`,
    run: (server, prompt) => askInFull(server, { prompt, maximumTokens: TOKENS, cold: true }),
  });
  const ceilings = results.flat().map((answer) => {
    const prefill = (answer.promptTokens * 1000) / firstTokenMilliseconds(answer);
    return prefill / decodeTokensPerSecond(answer);
  });
  return [{ what: "ceiling of the gain: prefill rate over decode rate", unit: "×", subject: ceilings }];
};
