import type { Part } from "../bench.ts";
import { tell } from "../progress.ts";
import { atLeast } from "../report/row.ts";
import { distinctLines } from "./batch-lines.ts";
import { type LinesRun, runAsBatch, runPlainly } from "./run-lines.ts";

const LINES = 64;
const TOKENS = 40;
/** As many as the engine runs side by side. */
const CONCURRENCY = 32;

/** The same work as a batch and as requests that keep the engine full. */
export const measureAlone: Part = async ({ subject, rounds, random, lines = LINES }) => {
  const count = Math.min(lines, LINES);
  const [batch, plain]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    tell(`  round ${round + 1} of ${rounds}`);
    plain.push(rate(await runPlainly(subject, distinctLines(random, count, TOKENS), CONCURRENCY)));
    batch.push(rate(await runAsBatch(subject, distinctLines(random, count, TOKENS))));
  }
  const ratios = batch.map((value, round) => value / plain[round]!);
  return [
    { what: `${count} lines as requests, ${CONCURRENCY} at once`, unit: "tok/s", subject: plain },
    { what: `${count} lines as a batch`, unit: "tok/s", subject: batch },
    { what: "batch over requests", unit: "×", subject: ratios, target: atLeast("value", 0.95) },
  ];
};

function rate({ outputTokens, seconds }: LinesRun): number {
  return outputTokens / seconds;
}
