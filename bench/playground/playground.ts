import { Command, InvalidArgumentError } from "commander";
import { alternate } from "../alternate.ts";
import { describeMachine } from "../machine/machine.ts";
import { sampleQuietness, warnOfOthers } from "../machine/quietness.ts";
import { seededRandom } from "../prompts/seeded-random.ts";
import { commandLine } from "../report/command-line.ts";
import { renderReport } from "../report/report.ts";
import { atMost, type Row } from "../report/row.ts";
import type { Frames } from "./frames.ts";
import { openPage } from "./open-page.ts";
import { SCENES } from "./scenes.ts";

interface PlaygroundFlags {
  readonly rounds: number;
  readonly only?: string;
  readonly seed: number;
  readonly format: "text" | "markdown";
}

/** The longest wait between two frames, and the longest task, that people do not notice, in milliseconds. */
const LONGEST_GAP = 100;
const LONGEST_TASK = 200;

/** The page in a browser, on a tiny model; no peer. */
export function playgroundCommand(): Command {
  return new Command("playground")
    .description("frames of the page while a megabyte streams, 2,000 turns scroll, 50 MB are attached")
    .option("--rounds <number>", "rounds of every measurement", positive, 3)
    .option("--only <scenes>", `run only these, separated by commas: ${Object.keys(SCENES).join(", ")}`)
    .option("--seed <number>", "repeat the texts of another run", positive, 1)
    .option("--format <style>", "text or markdown", "text")
    .action(runPlayground);
}

async function runPlayground({ rounds, only, seed, format }: PlaygroundFlags): Promise<void> {
  const warning = warnOfOthers(await sampleQuietness());
  const scenes = Object.entries(SCENES).filter(([name]) => only?.split(",").includes(name) ?? true);
  const stage = await openPage(seededRandom(seed));
  try {
    const { results } = await alternate({
      contestants: scenes.map(([, scene]) => scene),
      rounds,
      work: () => undefined,
      run: (scene) => stage.watch(scene),
    });
    const report = {
      title: "playground: how the page moves",
      facts: [
        ["command", commandLine(["npm", "run", "bench", "--", ...process.argv.slice(2)])],
        ["machine", describeMachine()],
        ["browser", stage.browser],
      ] as const,
      subject: "page",
      rows: scenes.flatMap(([name], index) => toRows(name, results[index] ?? [])),
      warnings: warning === undefined ? [] : [warning],
    };
    process.stdout.write(`${renderReport(report, format)}\n`);
  } finally {
    await stage.close();
  }
}

function toRows(name: string, frames: readonly Frames[]): Row[] {
  const row = (what: string, read: (one: Frames) => number) => ({
    what: `${name}: ${what}`,
    unit: "ms" as const,
    subject: frames.map(read),
  });
  return [
    row("typical frame", ({ median }) => median),
    { ...row("longest wait for a frame", ({ worst }) => worst), target: atMost("value", LONGEST_GAP) },
    { ...row("longest task", ({ longestTask }) => longestTask), target: atMost("value", LONGEST_TASK) },
  ];
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("a whole number above zero is expected");
  return Number(text);
}
