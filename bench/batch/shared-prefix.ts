import type { Part } from "../bench.ts";
import { tell } from "../progress.ts";
import { atMost, type Row } from "../report/row.ts";
import type { BenchServer } from "../servers/bench-server.ts";
import { type BenchLine, linesOnOnePrefix, PREFIX_TOKENS } from "./batch-lines.ts";
import { runAsBatch, runPlainly } from "./run-lines.ts";

const LINES = 500;
const TOKENS = 40;
/** At once, by the plain client; the best is taken. */
const CONCURRENCIES = [4, 8, 16];
/** Lines by which that is found out, for each that is at work at once. */
const TRIAL_LINES = 3;

/** The whole work of a batch on one system prompt, against a plain client at its best. */
export const measureSharedPrefix: Part = async ({ subject, peer, rounds, random, lines = LINES }) => {
  const [ours, theirs]: [number[], number[]] = [[], []];
  let note = "";
  const concurrency =
    peer && (await bestConcurrency(peer, (count) => linesOnOnePrefix(random, count, TOKENS)));
  for (let round = 0; round < rounds; round++) {
    tell(`  round ${round + 1} of ${rounds}`);
    const work = linesOnOnePrefix(random, lines, TOKENS);
    const run = await runAsBatch(subject, work);
    ours.push(run.seconds);
    note = `${run.outputTokens} tokens out`;
    if (peer === undefined || concurrency === undefined) continue;
    const plain = await runPlainly(peer, work, concurrency);
    theirs.push(plain.seconds);
    note += `; the peer's ${plain.outputTokens}, ${concurrency} at once`;
  }
  const what = `${lines} lines on a system prompt of ${PREFIX_TOKENS} tokens, ${TOKENS} tokens out`;
  const row: Row = { what, unit: "s", subject: ours, target: atMost("ratio", 1 / 2), note };
  return [peer === undefined ? row : { ...row, peer: theirs }];
};

/** By the lines a second, once every slot has seen the prompt: as in a long run. */
async function bestConcurrency(
  server: BenchServer,
  make: (count: number) => readonly BenchLine[],
): Promise<number> {
  let best = { concurrency: 1, rate: 0 };
  for (const concurrency of CONCURRENCIES) {
    const work = make(concurrency * (TRIAL_LINES + 1));
    await runPlainly(server, work.slice(0, concurrency), concurrency);
    const rest = work.slice(concurrency);
    const rate = rest.length / (await runPlainly(server, rest, concurrency)).seconds;
    tell(`  ${server.label}: ${concurrency} at once, ${rate.toFixed(2)} lines a second`);
    if (rate > best.rate) best = { concurrency, rate };
  }
  return best.concurrency;
}
