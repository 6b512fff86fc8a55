import { Command } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";

export function pullCommand(): Command {
  const command = new Command("pull")
    .description("fetch weights, verify them and convert them for this machine")
    .argument(
      "[what]",
      "a profile, a served model or one for embeddings, a catalog name, hf:owner/repository:Q4_K_M, or a GGUF file; " +
        "left out: all that the configuration serves",
    )
    .option("--verify", "compare whole files with their checksums, also where nothing seems to have changed");
  addConfigFlags(command, "home", "profile");
  return command.action(async (what: string | undefined, { verify }: { verify?: boolean }) => {
    const { pull } = await import("./pull.ts");
    await pull(await configOf(command), { what, verify: verify === true });
  });
}
