import { alternate } from "../alternate.ts";
import { ask } from "../ask.ts";
import type { Part } from "../bench.ts";
import { firstTokenMilliseconds } from "../client/answer-timing.ts";
import { compare } from "../compare.ts";
import { atMost } from "../report/row.ts";
import { PREFIX_TOKENS, promptsOnOnePrefix } from "./prefix-prompts.ts";

export const measureSecondRequest: Part = async ({ servers, rounds, random }) => {
  const measured = await alternate({
    contestants: servers,
    rounds,
    work: () => {
      const prompt = promptsOnOnePrefix(random);
      return [prompt(), prompt()] as const;
    },
    run: async (server, [first, second]) => {
      const cold = await ask(server, { prompt: first, maximumTokens: 2 });
      const warm = await ask(server, { prompt: second, maximumTokens: 2 });
      return { cold: firstTokenMilliseconds(cold), warm: firstTokenMilliseconds(warm) };
    },
  });
  const what = `prefix of ${PREFIX_TOKENS} tokens: first token`;
  return [
    compare({ what: `${what}, first request`, unit: "ms" }, measured, ({ cold }) => cold),
    compare(
      { what: `${what}, second request`, unit: "ms", target: atMost("ratio", 1) },
      measured,
      ({ warm }) => warm,
    ),
    compare(
      { what: `${what}, second in % of first`, unit: "%", target: atMost("value", 2.5) },
      measured,
      ({ cold, warm }) => (warm / cold) * 100,
    ),
  ];
};
