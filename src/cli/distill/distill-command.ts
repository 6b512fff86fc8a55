import { Command } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";
import { dateOption } from "../date-option.ts";
import { numberOption } from "../number-option.ts";
import type { DistillFlags } from "./distill-flags.ts";

/** Works through a running server, as any client does. */
export function distillCommand(): Command {
  const command = new Command("distill")
    .description("let a small model learn what a large one answered to stored completions, and compare them")
    .option("--teacher <name>", "the model whose stored answers are learned")
    .option("--student <name>", "the model that learns")
    .option("--metadata <pair...>", "only completions with this metadata, as task=triage")
    .option("--after <date>", "only completions from this day (UTC) on, as 2026-01-31", dateOption)
    .option("--before <date>", "only completions before this day (UTC)", dateOption)
    .option("--limit <n>", "at most so many prompts, the newest", numberOption)
    .option("--held-out <n>", "prompts to be compared on: a share below 1, or a number", numberOption)
    .option("--name <text>", "what the distillation is called")
    .option("--suffix <text>", "part of the tuned model's name")
    .option("--epochs <n>", "how often each example is seen; chosen by default", numberOption)
    .option("--batch-size <n>", "examples of one step; chosen by default", numberOption)
    .option("--learning-rate-multiplier <x>", "how large steps are; chosen by default", numberOption)
    .option("--seed <n>", "the same seed holds out the same prompts", numberOption)
    .option("--dry-run", "count what there is to learn from, and begin nothing")
    .option("--file-only <file>", "write the training file, to be trained on elsewhere; needs no student")
    .option("--id <id>", "watch a distillation that was begun before, instead of beginning one")
    .option("--json", "print the result as JSON");
  return addConfigFlags(command, "home", "host", "port", "apiKey").action(async () => {
    const [{ distill }, config] = await Promise.all([import("./distill.ts"), configOf(command)]);
    process.exitCode = await distill(config, command.opts<DistillFlags>());
  });
}
