import { alternate } from "../alternate.ts";
import { ask } from "../ask.ts";
import type { BenchSession, Part } from "../bench.ts";
import { firstTokenMilliseconds } from "../client/answer-timing.ts";
import { compare } from "../compare.ts";
import { distinctText, storyRequest } from "../prompts/distinct-text.ts";
import { atMost, type Row } from "../report/row.ts";
import { median } from "../statistics/quantile.ts";

/** Of the text in the long prompt; template and question add some thirty. */
const LONG_TEXT_TOKENS = 470;

export const measureFirstToken: Part = async (session) => {
  const { random } = session;
  const short = await measure(session, "short", () => storyRequest(random));
  const long = await measure(
    session,
    "long",
    () => `${distinctText(random, LONG_TEXT_TOKENS)}\n\nWhat is this text about?`,
  );
  return [short, long];
};

async function measure(
  { servers, rounds }: BenchSession,
  length: "short" | "long",
  work: () => string,
): Promise<Row> {
  const measured = await alternate({
    contestants: servers,
    rounds,
    work,
    run: (server, prompt) => ask(server, { prompt, maximumTokens: 2, cold: true }),
  });
  const tokens = Math.round(median(measured.results.flat().map(({ promptTokens }) => promptTokens)));
  const what = `first token, ${length} prompt (${tokens} tokens)`;
  return compare({ what, unit: "ms", target: atMost("ratio", 1.05) }, measured, firstTokenMilliseconds);
}
