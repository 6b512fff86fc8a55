import { Command } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";
import { bindCommand, unbindCommand } from "./bind-command.ts";
import { deprecateCommand } from "./deprecate-command.ts";

export function modelsCommand(): Command {
  const command = new Command("models")
    .description("what stands behind each served model: weights, whether they are here, how they are loaded")
    .option("--json", "print JSON");
  addConfigFlags(command, "home", "profile", "contextLength", "kvType", "gpuLayers", "memory");
  command.addCommand(bindCommand()).addCommand(unbindCommand()).addCommand(deprecateCommand());
  return command.action(async ({ json }: { json?: boolean }) => {
    const { printModels } = await import("./print-models.ts");
    await printModels(await configOf(command), { json: json === true });
  });
}
