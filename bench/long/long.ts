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
import { chunkedLogits } from "./chunked-logits.ts";
import { writeLongModel } from "./long-prompt.ts";
import { resumeAfterKill } from "./resume-after-kill.ts";
import { streamBesidePrefill } from "./stream-beside-prefill.ts";

interface LongFlags {
  readonly tokens: number;
  readonly threads: number;
  readonly weights?: string;
  readonly format: "text" | "markdown";
}

/** Long prompts, on a tiny model that the bench writes; no server and no peer. */
export function longCommand(): Command {
  return new Command("long")
    .description("prompts that fill a long context: checkpoints, memory, correctness, other streams")
    .option("--tokens <number>", "context to fill", integer, 262_144)
    .option("--threads <number>", "threads that compute", integer, availableParallelism())
    .option("--weights <file>", "weights for the stream beside a prefill; without them that part is left out")
    .option("--format <style>", "text or markdown", "text")
    .action(runLong);
}

async function runLong({ tokens, threads, weights, format }: LongFlags): Promise<void> {
  const warning = warnOfOthers(await sampleQuietness());
  const folder = await mkdtemp(join(tmpdir(), "fourone-long-"));
  const tiny = join(folder, "tiny.gguf");
  writeLongModel(tiny, tokens);
  const rows: Row[] = [];
  try {
    tell("long: chunks against one piece");
    rows.push(...(await chunkedLogits(tiny, Math.min(tokens, 8192), threads)));
    if (weights !== undefined) {
      tell("long: a stream beside a prefill");
      rows.push(...(await streamBesidePrefill(weights, threads, 3)));
    }
    tell("long: kill and resume");
    rows.push(...(await resumeAfterKill(tiny, folder, tokens, threads)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const report = {
    title: "long: prompts that fill a long context",
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

function integer(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("a whole number is expected");
  return Number(text);
}
