import { Command } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";

interface BindFlags {
  readonly embedding?: boolean;
}

const MODEL = "the model's name; one that begins with text-embedding- makes embeddings";
const EMBEDDING = "the name is one for embeddings, whatever it is";

/** `fourone models bind` */
export function bindCommand(): Command {
  const command = new Command("bind")
    .description("set other weights behind a model, from the next start on")
    .argument("<model>", MODEL)
    .argument("<weights>", "a name from the catalog, hf:owner/repository:Q4_K_M, or the path of a GGUF file")
    .option("--embedding", EMBEDDING);
  return addConfigFlags(command, "home").action(async (name: string, weights: string, flags: BindFlags) => {
    const { bindModel, toBound } = await import("./bind-model.ts");
    const model = toBound(name, flags);
    process.stdout.write(await bindModel(() => configOf(command), model, weights));
  });
}

/** `fourone models unbind` */
export function unbindCommand(): Command {
  const command = new Command("unbind")
    .description("let the profile decide again what stands behind a model; one for embeddings is gone then")
    .argument("<model>", MODEL)
    .option("--embedding", EMBEDDING);
  return addConfigFlags(command, "home").action(async (name: string, flags: BindFlags) => {
    const { unbindModel, toBound } = await import("./bind-model.ts");
    process.stdout.write(await unbindModel(() => configOf(command), toBound(name, flags)));
  });
}
