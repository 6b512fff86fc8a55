import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { atLeast, type Row } from "../report/row.ts";

interface Measured {
  readonly tokensPerSecond: number;
  readonly operationsPerToken: number;
  readonly recompute: boolean;
  readonly rate: number;
  readonly peakBytes: number;
}

const run = promisify(execFile);

/** What the machine of the design's figures reached; see the targets of the fine-tuning guide. */
const targets: Readonly<Record<number, number>> = { 256: 33, 512: 25 };

/** Trained tokens a second with rank 16 on batches of one length, and how much memory that took. */
export async function trainingSpeed(weights: string, tokens: number, threads: number): Promise<Row[]> {
  const script = fileURLToPath(new URL("./speed-process.ts", import.meta.url));
  const { stdout } = await run(process.execPath, [script, weights, String(tokens), String(threads)]);
  const measured = JSON.parse(stdout) as Measured;
  const limit = (measured.rate * 1e9) / measured.operationsPerToken;
  const how = measured.recompute ? "layers computed twice" : "nothing computed twice";
  const target = targets[tokens];
  return [
    {
      what: `training, ${tokens} tokens at once, ${how}`,
      unit: "tok/s",
      subject: [measured.tokensPerSecond],
      ...(target !== undefined && { target: atLeast("value", target) }),
    },
    {
      what: `share of the limit that products at ${measured.rate.toFixed(0)} GFLOP/s set`,
      unit: "%",
      subject: [(100 * measured.tokensPerSecond) / limit],
    },
    { what: "largest resident memory", unit: "MiB", subject: [measured.peakBytes / 2 ** 20] },
  ];
}
