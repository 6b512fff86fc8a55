import { ask } from "../ask.ts";
import type { Part } from "../bench.ts";
import { firstTokenMilliseconds, gapsMilliseconds } from "../client/answer-timing.ts";
import type { StreamedAnswer } from "../client/streamed-answer.ts";
import { tell } from "../progress.ts";
import { distinctText } from "../prompts/distinct-text.ts";
import type { Random } from "../prompts/seeded-random.ts";
import { atMost } from "../report/row.ts";
import type { BenchServer } from "../servers/bench-server.ts";
import { median } from "../statistics/quantile.ts";
import { distinctLines } from "./batch-lines.ts";
import { cancelBatch, createBatch, untilBatch } from "./run-lines.ts";

const STREAMS = 4;
const PROMPT_TOKENS = 150;
const TOKENS = 48;
/** More than can be done meanwhile. */
const LINES = 400;
const LINE_TOKENS = 200;

/** What four people notice of a batch that runs beside them. */
export const measureBesideStreams: Part = async ({ subject, rounds, random }) => {
  const [alone, beside]: [StreamedAnswer[][], StreamedAnswer[][]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    tell(`  round ${round + 1} of ${rounds}`);
    alone.push(await streams(subject, random));
    const { id } = await createBatch(subject, distinctLines(random, LINES, LINE_TOKENS));
    await untilBatch(subject, id, ({ request_counts }) => request_counts.completed > 0);
    beside.push(await streams(subject, random));
    await cancelBatch(subject, id);
    await untilBatch(subject, id, ({ status }) => status === "cancelled").catch(() => {});
  }
  const rows = (what: string, limit: number, read: (answers: StreamedAnswer[]) => number) => {
    const [without, with_] = [alone.map(read), beside.map(read)];
    const ratios = with_.map((value, round) => value / without[round]!);
    return [
      { what: `${what}, without a batch`, unit: "ms", subject: without },
      { what: `${what}, beside a batch`, unit: "ms", subject: with_ },
      { what: `${what}: beside over without`, unit: "×", subject: ratios, target: atMost("value", limit) },
    ] as const;
  };
  const first = (answers: StreamedAnswer[]) => median(answers.map(firstTokenMilliseconds));
  const between = (answers: StreamedAnswer[]) => mean(answers.flatMap(gapsMilliseconds));
  return [
    ...rows(`${STREAMS} streams: first token`, 1.2, first),
    ...rows(`${STREAMS} streams: between tokens, mean`, 1.1, between),
  ];
};

function streams(server: BenchServer, random: Random): Promise<StreamedAnswer[]> {
  const prompts = Array.from(
    { length: STREAMS },
    () => `${distinctText(random, PROMPT_TOKENS)}\n\nTell a very long story about this.`,
  );
  return Promise.all(prompts.map((prompt) => ask(server, { prompt, maximumTokens: TOKENS, cold: true })));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
