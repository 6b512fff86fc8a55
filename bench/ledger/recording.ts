import { UsageJournal } from "../../src/ledger/index.ts";
import type { Store } from "../../src/store/index.ts";
import type { Random } from "../prompts/seeded-random.ts";
import { atMost, type Row } from "../report/row.ts";
import { median, quantile } from "../statistics/quantile.ts";
import { LEDGER_END, ledgerRow } from "./ledger-rows.ts";

const ALONE = 300;
const TOGETHER = 32;
const GROUPS = 20;
const HOUR = 3_600;

/** What a request waits for before its last event is sent: on its own, and when as many end in the same instant. */
export async function measureRecording(
  store: Store,
  label: string,
  random: Random,
  rounds: number,
): Promise<Row[]> {
  const journal = new UsageJournal(store, {
    onLost: (_, error) => {
      throw error;
    },
  });
  let written = 0;
  // As it is in use: of the hour that it is.
  const record = () =>
    timed(() => journal.record([ledgerRow(random, `recorded_${label}_${written++}`, LEDGER_END - HOUR)]));
  const [alone, worst, together, last]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let round = 0; round < rounds; round++) {
    const times: number[] = [];
    for (let n = 0; n < ALONE; n++) times.push(await record());
    alone.push(median(times));
    worst.push(quantile(times, 0.95));
    const longest: number[] = [];
    for (let group = 0; group < GROUPS; group++) {
      longest.push(Math.max(...(await Promise.all(Array.from({ length: TOGETHER }, record)))));
    }
    last.push(median(longest));
    together.push(median(longest) / TOGETHER);
  }
  const target = atMost("value", 1);
  return [
    { what: `${label}: one record alone, median`, unit: "ms", subject: alone, target },
    { what: `${label}: one record alone, p95`, unit: "ms", subject: worst },
    {
      what: `${label}: ${TOGETHER} in the same instant, each`,
      unit: "ms",
      subject: together,
      target,
    },
    { what: `${label}: ${TOGETHER} in the same instant, until the last`, unit: "ms", subject: last },
  ];
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
