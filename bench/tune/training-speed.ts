import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { tell } from "../progress.ts";
import { atLeast, type Row } from "../report/row.ts";
import { OutOfTime, type TunePart, type TunePlace } from "./tune-part.ts";

interface Measured {
  readonly tokensPerSecond: number;
  readonly operationsPerToken: number;
  readonly recompute: boolean;
  readonly rate: number;
  readonly peakBytes: number;
}

const run = promisify(execFile);

/** Tokens of a batch, and how many of them a second two quiet cores are to train. */
const lengths = [
  [256, 33],
  [512, 25],
] as const;

/** Trained tokens a second with rank 16 on batches of two lengths, and how much memory that took. */
export const trainingSpeed: TunePart = async (place) => {
  const rows: Row[] = [];
  for (const [tokens, target] of lengths) {
    tell(`tune: speed at ${tokens} tokens`);
    rows.push(...(await speedAt(place, tokens, target)));
  }
  return rows;
};

async function speedAt({ weights, threads, deadline }: TunePlace, tokens: number, target: number) {
  const script = fileURLToPath(new URL("./speed-process.ts", import.meta.url));
  const timeout = Math.max(1, Math.ceil(deadline - performance.now()));
  const { stdout } = await run(process.execPath, [script, weights, String(tokens), String(threads)], {
    timeout,
    killSignal: "SIGKILL",
  }).catch((error: { killed?: boolean }) => {
    throw error.killed === true ? new OutOfTime() : error;
  });
  const measured = JSON.parse(stdout) as Measured;
  const limit = (measured.rate * 1e9) / measured.operationsPerToken;
  const how = measured.recompute ? "layers computed twice" : "nothing computed twice";
  return [
    {
      what: `training, ${tokens} tokens at once, ${how}`,
      unit: "tok/s",
      subject: [measured.tokensPerSecond],
      target: atLeast("value", target),
    },
    {
      what: `share of the limit that products at ${measured.rate.toFixed(0)} GFLOP/s set, ${tokens} tokens`,
      unit: "%",
      subject: [(100 * measured.tokensPerSecond) / limit],
    },
    {
      what: `largest resident memory, ${tokens} tokens`,
      unit: "MiB",
      subject: [measured.peakBytes / 2 ** 20],
    },
  ] satisfies Row[];
}
