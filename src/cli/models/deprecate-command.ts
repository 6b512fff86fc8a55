import { Command } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";
import { dateOption } from "../date-option.ts";
import type { DeprecationWishes } from "./deprecate-model.ts";

/** `fourone models deprecate` */
export function deprecateCommand(): Command {
  const command = new Command("deprecate")
    .description("give a model an end: warnings before it, a hint to its replacement after it")
    .argument("<model>", "a name that clients use, an alias or a snapshot")
    .option("--shutdown <date>", "the first day (UTC) on which it is gone, as 2026-12-31", dateOption)
    .option("--replacement <model>", "what to use instead")
    .option("--redirect", "let the replacement answer for it from that day on")
    .option("--undo", "take it back");
  return addConfigFlags(command, "home").action(async (model: string, wishes: DeprecationWishes) => {
    const { deprecateModel } = await import("./deprecate-model.ts");
    process.stdout.write(await deprecateModel(() => configOf(command), model, wishes, Date.now()));
  });
}
