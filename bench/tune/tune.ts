import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { describeMachine } from "../machine/machine.ts";
import { sampleQuietness, warnOfOthers } from "../machine/quietness.ts";
import { tell } from "../progress.ts";
import { commandLine } from "../report/command-line.ts";
import { renderReport } from "../report/report.ts";
import type { Row } from "../report/row.ts";
import { servedWeights } from "../servers/served-weights.ts";
import { recallFacts } from "./facts.ts";
import { trainingSpeed } from "./training-speed.ts";

interface TuneFlags {
  readonly weights?: string;
  readonly model: string;
  readonly threads: number;
  readonly only: string;
  readonly format: "text" | "markdown";
}

/** Fine-tuning: what is learned, how fast, in how much memory; no server and no peer. */
export function tuneCommand(): Command {
  return new Command("tune")
    .description("fine-tuning: twenty invented facts learned, trained tokens a second, memory")
    .option("--weights <file>", "GGUF file to train on (default: what is served as the model)")
    .option("--model <name>", "model whose weights are trained", "gpt-4.1-nano")
    .option("--threads <number>", "threads that compute", positive, availableParallelism())
    .option("--only <parts>", "facts, speed, or both", "speed,facts")
    .option("--format <style>", "text or markdown", "text")
    .action(runTune);
}

async function runTune({ weights, model, threads, only, format }: TuneFlags): Promise<void> {
  const file = weights ?? (await servedWeights(model));
  if (file === undefined) throw new Error("there are no weights to train on: name a file with --weights");
  const warning = warnOfOthers(await sampleQuietness());
  const folder = await mkdtemp(join(tmpdir(), "fourone-tune-"));
  const parts = only.split(",");
  const rows: Row[] = [];
  try {
    if (parts.includes("speed")) {
      for (const tokens of [256, 512]) {
        tell(`tune: speed at ${tokens} tokens`);
        rows.push(...(await trainingSpeed(file, tokens, threads)));
      }
    }
    if (parts.includes("facts")) rows.push(...(await recallFacts({ weights: file, folder, threads })));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const report = {
    title: "tune: LoRA adapters on this machine",
    facts: [
      ["command", commandLine(["npm", "run", "bench", "--", ...process.argv.slice(2)])],
      ["machine", describeMachine()],
    ] as const,
    subject: "Fourone",
    rows,
    warnings: warning === undefined ? [] : [warning],
  };
  process.stdout.write(`${renderReport(report, format)}\n`);
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError("a whole number above zero is expected");
  return Number(text);
}
