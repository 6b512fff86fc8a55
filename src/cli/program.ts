import { Command } from "commander";
import { serveCommand } from "./serve/serve-command.ts";
import { version } from "./version.ts";

/** The `fourone` command. */
export function createProgram(): Command {
  return new Command("fourone")
    .description("GPT-4.1, on machines you own: an OpenAI-compatible endpoint on open weights.")
    .version(version)
    .exitOverride()
    .addCommand(serveCommand());
}
