import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { TableStyle } from "./report/table.ts";

/** What every bench can be told. */
export interface BenchFlags {
  readonly url?: string;
  readonly model: string;
  readonly weights?: string;
  readonly peer?: string;
  readonly peerModel?: string;
  readonly llamaServer?: string;
  readonly peerFlags?: string;
  readonly threads: number;
  readonly rounds?: number;
  readonly lines?: number;
  readonly only?: readonly string[];
  readonly seed: number;
  readonly format: TableStyle;
}

export function addBenchFlags(command: Command, parts: readonly string[], rounds: number): Command {
  return command
    .option("--url <url>", "measure this running server (/v1 included) instead of starting Fourone")
    .option("--model <name>", "model to ask the server for", "gpt-4.1-nano")
    .option("--weights <file>", "GGUF file for the servers that the bench starts")
    .option("--peer <url>", "do the same work, in turn, on this running server")
    .option("--peer-model <name>", "model to ask the peer for (default: the first it lists)")
    .addOption(
      new Option(
        "--llama-server <file>",
        "start this llama-server as the peer, on the same weights",
      ).conflicts("peer"),
    )
    .option("--peer-flags <flags>", "further flags for that llama-server, separated by spaces")
    .option(
      "--threads <number>",
      "threads of each server that the bench starts",
      positive,
      availableParallelism(),
    )
    .option("--rounds <number>", `rounds of every measurement (default: ${rounds})`, positive)
    .option("--lines <number>", "lines of each batch (default: 500); other benches have none", positive)
    .option(
      "--only <parts>",
      `run only these parts, separated by commas: ${parts.join(", ")}`,
      partList(parts),
    )
    .option("--seed <number>", "repeat the prompts of another run", positive, newSeed())
    .addOption(
      new Option("--format <style>", "style of the table").choices(["text", "markdown"]).default("text"),
    );
}

/** Another at every run, so that prompts are new to every cache. */
function newSeed(): number {
  return 1 + Math.floor(Math.random() * 999_999);
}

export function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("a whole number above zero is expected");
  return Number(text);
}

export function partList(parts: readonly string[]): (text: string) => string[] {
  return (text) => {
    const chosen = text.split(",").map((part) => part.trim());
    const unknown = chosen.find((part) => !parts.includes(part));
    if (unknown === undefined) return chosen;
    throw new InvalidArgumentError(`there is no part "${unknown}"; choose among ${parts.join(", ")}`);
  };
}
