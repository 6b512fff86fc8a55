import { Argument, Command } from "commander";
import { type ServedTier, servedTiers } from "../../config/index.ts";
import { addConfigFlags, configOf } from "../config-flags.ts";

const model = () => new Argument("<model>", "the model's name").choices(servedTiers);

/** `fourone models bind` */
export function bindCommand(): Command {
  const command = new Command("bind")
    .description("set other weights behind a model, from the next start on")
    .addArgument(model())
    .argument("<weights>", "a name from the catalog, hf:owner/repository:Q4_K_M, or the path of a GGUF file");
  return addConfigFlags(command, "home").action(async (name: ServedTier, weights: string) => {
    const { bindModel } = await import("./bind-model.ts");
    process.stdout.write(await bindModel((await configOf(command)).home, name, weights));
  });
}

/** `fourone models unbind` */
export function unbindCommand(): Command {
  const command = new Command("unbind")
    .description("let the profile decide again what stands behind a model")
    .addArgument(model());
  return addConfigFlags(command, "home").action(async (name: ServedTier) => {
    const { unbindModel } = await import("./bind-model.ts");
    process.stdout.write(await unbindModel((await configOf(command)).home, name));
  });
}
