import { alternate } from "../alternate.ts";
import { askInFull } from "../ask.ts";
import type { Part } from "../bench.ts";
import { decodeTokensPerSecond } from "../client/answer-timing.ts";
import { storyRequest } from "../prompts/distinct-text.ts";
import { atLeast } from "../report/row.ts";
import { LONG_STORY_FORMAT } from "./response-format.ts";

const TOKENS = 128;

export const measureConstrainedDecode: Part = async ({ subject, peer, rounds, random }) => {
  const contestants = [
    { server: subject },
    { server: subject, responseFormat: LONG_STORY_FORMAT },
    ...(peer === undefined ? [] : [{ server: peer, responseFormat: LONG_STORY_FORMAT }]),
  ];
  const { results } = await alternate({
    contestants,
    rounds,
    work: () => storyRequest(random),
    run: ({ server, ...format }, prompt) => askInFull(server, { prompt, maximumTokens: TOKENS, ...format }),
  });
  const [free = [], constrained = [], peers] = results.map((answers) => answers.map(decodeTokensPerSecond));
  return [
    { what: `decode, ${TOKENS} tokens, free`, unit: "tok/s", subject: free },
    {
      what: `decode, ${TOKENS} tokens, by a schema`,
      unit: "tok/s",
      subject: constrained,
      ...(peers !== undefined && { peer: peers }),
    },
    {
      what: "decode by a schema against free",
      unit: "×",
      subject: constrained.map((rate, round) => rate / free[round]!),
      target: atLeast("value", 0.95),
    },
  ];
};
