import { alternate } from "../alternate.ts";
import { ask } from "../ask.ts";
import type { Part } from "../bench.ts";
import type { StreamedAnswer } from "../client/streamed-answer.ts";
import { compare } from "../compare.ts";
import { atMost } from "../report/row.ts";
import { PREFIX_TOKENS, promptsOnOnePrefix } from "./prefix-prompts.ts";

const REQUESTS = 16;
const TOKENS = 24;
/** A server that computes the prefix for each request takes three minutes a round on two cores. */
const ROUNDS_FOR_ONE = 3;

export const measureCommonPrefix: Part = async ({ servers, rounds, random }) => {
  const measured = await alternate({
    contestants: servers,
    rounds: Math.ceil(rounds / ROUNDS_FOR_ONE),
    work: () => {
      const prompt = promptsOnOnePrefix(random);
      return Array.from({ length: REQUESTS }, () => prompt());
    },
    run: (server, prompts) =>
      Promise.all(prompts.map((prompt) => ask(server, { prompt, maximumTokens: TOKENS }))),
  });
  const row = compare(
    {
      what: `${REQUESTS} requests at once on a prefix of ${PREFIX_TOKENS} tokens, ${TOKENS} tokens out`,
      unit: "s",
      target: atMost("ratio", 1 / 7),
    },
    measured,
    wholeSeconds,
  );
  const early = measured.results.flat(2).filter(({ answerTokens }) => answerTokens < TOKENS).length;
  return [early === 0 ? row : { ...row, note: `${early} answers ended before their last token` }];
};

function wholeSeconds(answers: readonly StreamedAnswer[]): number {
  const start = Math.min(...answers.map(({ sentAt }) => sentAt));
  const end = Math.max(...answers.map(({ endedAt }) => endedAt));
  return (end - start) / 1000;
}
