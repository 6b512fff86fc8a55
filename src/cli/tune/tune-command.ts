import { Command, Option } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";
import { numberOption } from "../number-option.ts";

/** Works through a running server, as any client does. */
export function tuneCommand(): Command {
  const command = new Command("tune")
    .description("tune a model on a file of examples, and watch it learn")
    .argument("[file]", "one example a line, as JSON; see docs/fine-tuning.md")
    .option("--model <name>", "the model to tune", "gpt-4.1-nano")
    .addOption(
      new Option("--method <name>", "how it learns").choices(["supervised", "dpo"]).default("supervised"),
    )
    .option("--validation <file>", "examples to be tested on, not to be learned")
    .option("--suffix <text>", "part of the tuned model's name")
    .option("--epochs <n>", "how often each example is seen; chosen by default", numberOption)
    .option("--batch-size <n>", "examples of one step; chosen by default", numberOption)
    .option("--learning-rate-multiplier <x>", "how large steps are; chosen by default", numberOption)
    .option("--beta <x>", "of dpo: how close to the base model it stays", numberOption)
    .option("--seed <n>", "the same seed, file and settings give the same model", numberOption)
    .option("--job <id>", "watch a job that was begun before, instead of beginning one");
  return addConfigFlags(command, "home", "host", "port", "apiKey").action(
    async (file: string | undefined) => {
      const [{ tune }, config] = await Promise.all([import("./tune.ts"), configOf(command)]);
      process.exitCode = await tune(config, file, command.opts());
    },
  );
}
