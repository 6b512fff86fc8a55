import { alternate } from "../alternate.ts";
import { askInFull } from "../ask.ts";
import type { Part } from "../bench.ts";
import { decodeTokensPerSecond } from "../client/answer-timing.ts";
import { compare } from "../compare.ts";
import { storyRequest } from "../prompts/distinct-text.ts";
import { atLeast } from "../report/row.ts";

const TOKENS = 128;

export const measureSingleStream: Part = async ({ servers, rounds, random }) => {
  const measured = await alternate({
    contestants: servers,
    rounds,
    work: () => storyRequest(random),
    run: (server, prompt) => askInFull(server, { prompt, maximumTokens: TOKENS, cold: true }),
  });
  const what = `decode, one stream, ${TOKENS} tokens`;
  return [compare({ what, unit: "tok/s", target: atLeast("ratio", 0.98) }, measured, decodeTokensPerSecond)];
};
