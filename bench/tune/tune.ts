import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { partList, positive } from "../flags.ts";
import { describeMachine } from "../machine/machine.ts";
import { sampleQuietness, warnOfOthers } from "../machine/quietness.ts";
import { tell } from "../progress.ts";
import { commandLine } from "../report/command-line.ts";
import { renderReport } from "../report/report.ts";
import type { Row } from "../report/row.ts";
import { servedWeights } from "../servers/served-weights.ts";
import { recallFacts } from "./facts.ts";
import { serveAdapters } from "./serving.ts";
import { learnToolCalls } from "./tool-calls.ts";
import { trainingSpeed } from "./training-speed.ts";
import { OutOfTime, type TunePart, type TunePlace } from "./tune-part.ts";

/** In the order in which they run, the shortest first. */
const parts: Readonly<Record<string, TunePart>> = {
  speed: trainingSpeed,
  serving: serveAdapters,
  facts: recallFacts,
  "tool-calls": learnToolCalls,
};

interface TuneFlags {
  readonly weights?: string;
  readonly model: string;
  readonly threads: number;
  readonly only?: readonly string[];
  readonly minutes: number;
  readonly folder?: string;
  readonly format: "text" | "markdown";
}

/** Fine-tuning: what is learned, how fast, in how much memory, and served how fast; no server and no peer. */
export function tuneCommand(): Command {
  const names = Object.keys(parts);
  return new Command("tune")
    .description("fine-tuning: trained tokens a second, memory, adapters served, facts and calls learned")
    .option("--weights <file>", "GGUF file to train on (default: what is served as the model)")
    .option("--model <name>", "model whose weights are trained", "gpt-4.1-nano")
    .option("--threads <number>", "threads that compute", positive, availableParallelism())
    .option(
      "--only <parts>",
      `run only these parts, separated by commas: ${names.join(", ")}`,
      partList(names),
    )
    .option("--minutes <number>", "what is not begun or done by then is left out", positive, 60)
    .option(
      "--folder <folder>",
      "keep trainings here, and go on from those that a run before left unfinished",
    )
    .addOption(
      new Option("--format <style>", "style of the table").choices(["text", "markdown"]).default("text"),
    )
    .action(async (flags: TuneFlags) => {
      if (!(await runTune(flags))) process.exitCode = 1;
    });
}

/** Gives whether every part was measured. */
async function runTune({ only, minutes, format, ...flags }: TuneFlags): Promise<boolean> {
  const deadline = performance.now() + minutes * 60_000;
  const weights = flags.weights ?? (await servedWeights(flags.model));
  if (weights === undefined)
    throw new InvalidArgumentError("there are no weights to train on: name a file with --weights");
  const warning = warnOfOthers(await sampleQuietness());
  const warnings = warning === undefined ? [] : [warning];
  if (flags.folder !== undefined) await mkdir(flags.folder, { recursive: true });
  const folder = flags.folder ?? (await mkdtemp(join(tmpdir(), "fourone-tune-")));
  const place: TunePlace = { weights, folder, threads: flags.threads, deadline };
  const rows: Row[] = [];
  const leftOut: string[] = [];
  try {
    for (const [name, part] of Object.entries(parts)) {
      if (only !== undefined && !only.includes(name)) continue;
      tell(`tune: ${name}`);
      try {
        if (performance.now() > deadline) throw new OutOfTime();
        rows.push(...(await part(place)));
      } catch (error) {
        if (!(error instanceof OutOfTime)) throw error;
        leftOut.push(`${name} was left out: ${error.message}`);
      }
    }
  } finally {
    if (flags.folder === undefined) await rm(folder, { recursive: true, force: true });
  }
  const report = {
    title: "tune: LoRA adapters on this machine",
    facts: [
      ["command", commandLine(["npm", "run", "bench", "--", ...process.argv.slice(2)])],
      ["machine", describeMachine()],
    ] as const,
    subject: "Fourone",
    rows,
    warnings: [...warnings, ...leftOut],
  };
  process.stdout.write(`${renderReport(report, format)}\n`);
  return leftOut.length === 0;
}
