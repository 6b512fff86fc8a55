import { alternate } from "../alternate.ts";
import { ask } from "../ask.ts";
import type { Part } from "../bench.ts";
import { firstTokenMilliseconds } from "../client/answer-timing.ts";
import { distinctText } from "../prompts/distinct-text.ts";
import { atMost } from "../report/row.ts";
import { STORY_FORMAT } from "./response-format.ts";

const PROMPT_TOKENS = 450;

/**
 * Time to the first token with a schema that was compiled before. A schema makes the prompt longer,
 * since the model is told of it: what is compared is the time for each token of the prompt.
 */
export const measureConstrainedStart: Part = async ({ subject, rounds, random }) => {
  const { results } = await alternate({
    contestants: [{}, { responseFormat: STORY_FORMAT }],
    rounds,
    work: () => `${distinctText(random, PROMPT_TOKENS)}\n\nTell this as a story, in JSON.`,
    run: (format, prompt) => ask(subject, { prompt, maximumTokens: 8, cold: true, ...format }),
  });
  const [free = [], constrained = []] = results.map((answers) =>
    answers.map((answer) => firstTokenMilliseconds(answer) / answer.promptTokens),
  );
  const what = "first token, by a token of the prompt";
  return [
    { what: `${what}, free`, unit: "ms", subject: free },
    { what: `${what}, by a schema`, unit: "ms", subject: constrained },
    {
      what: "first token by a known schema against free",
      unit: "×",
      subject: constrained.map((time, round) => time / free[round]!),
      target: atMost("value", 1.03),
    },
  ];
};
