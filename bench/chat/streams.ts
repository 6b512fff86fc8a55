import { alternate } from "../alternate.ts";
import { askInFull } from "../ask.ts";
import type { Part } from "../bench.ts";
import { gapsMilliseconds } from "../client/answer-timing.ts";
import type { StreamedAnswer } from "../client/streamed-answer.ts";
import { compare } from "../compare.ts";
import { storyRequest } from "../prompts/distinct-text.ts";
import { atLeast } from "../report/row.ts";
import { median, quantile } from "../statistics/quantile.ts";

const STREAMS = 8;
const TOKENS = 64;

/** All streams start in the same instant; the rate is that of the whole work, prompts included. */
export const measureStreams: Part = async ({ servers, rounds, random }) => {
  const measured = await alternate({
    contestants: servers,
    rounds,
    work: () => Array.from({ length: STREAMS }, () => storyRequest(random)),
    run: async (server, prompts) => {
      const work = { maximumTokens: TOKENS, cold: true };
      const answers = await Promise.all(prompts.map((prompt) => askInFull(server, { prompt, ...work })));
      const whole = answers.filter((answer) => answer !== undefined);
      return whole.length === STREAMS ? whole : undefined;
    },
  });
  const streams = `${STREAMS} streams of ${TOKENS} tokens`;
  return [
    compare(
      { what: `${streams}: total rate`, unit: "tok/s", target: atLeast("ratio", 1) },
      measured,
      totalRate,
    ),
    compare({ what: `${streams}: between tokens, p50`, unit: "ms" }, measured, (answers) =>
      gap(answers, 0.5),
    ),
    compare({ what: `${streams}: between tokens, p99`, unit: "ms" }, measured, (answers) =>
      gap(answers, 0.99),
    ),
  ];
};

function totalRate(answers: readonly StreamedAnswer[]): number {
  const start = Math.min(...answers.map(({ sentAt }) => sentAt));
  const end = Math.max(...answers.map(({ deltas }) => deltas.at(-1)?.at ?? 0));
  const tokens = answers.reduce((sum, { answerTokens }) => sum + answerTokens, 0);
  return (tokens * 1000) / (end - start);
}

/** Of a typical stream: the median over the streams of what each one saw. */
function gap(answers: readonly StreamedAnswer[], share: number): number {
  return median(answers.map((answer) => quantile(gapsMilliseconds(answer), share)));
}
