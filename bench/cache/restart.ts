import { ask } from "../ask.ts";
import type { Part } from "../bench.ts";
import { firstTokenMilliseconds } from "../client/answer-timing.ts";
import { atMost, type Row } from "../report/row.ts";
import { warmUp } from "../warm-up.ts";
import { PREFIX_TOKENS, promptsOnOnePrefix } from "./prefix-prompts.ts";

/** What comes back from disk when the server was stopped and started between two requests. */
export const measureRestart: Part = async ({ subject, fourone, rounds, random }) => {
  const row = {
    what: `prefix of ${PREFIX_TOKENS} tokens: first token after a restart, in % of cold`,
    unit: "%",
    target: atMost("value", 5),
  } as const;
  if (fourone === undefined) {
    return [{ ...row, subject: [], note: "only where the bench starts Fourone itself, without --url" }];
  }
  const shares: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const prompt = promptsOnOnePrefix(random);
    const cold = await ask(subject, { prompt: prompt(), maximumTokens: 2 });
    await fourone.process.restart();
    await warmUp(subject);
    const warm = await ask(subject, { prompt: prompt(), maximumTokens: 2 });
    shares.push((firstTokenMilliseconds(warm) / firstTokenMilliseconds(cold)) * 100);
  }
  return [{ ...row, subject: shares } satisfies Row];
};
