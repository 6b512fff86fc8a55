import { Command } from "commander";
import { adaptersCommand } from "./adapters/adapters-command.ts";
import { backupCommand, restoreCommand } from "./backup/backup-command.ts";
import { batchCommand } from "./batch/batch-command.ts";
import { cacheCommand } from "./cache/cache-command.ts";
import { chatCommand } from "./chat/chat-command.ts";
import { distillCommand } from "./distill/distill-command.ts";
import { doctorCommand } from "./doctor/doctor-command.ts";
import { keysCommand } from "./keys/keys-command.ts";
import { modelsCommand } from "./models/models-command.ts";
import { pullCommand } from "./pull/pull-command.ts";
import { serveCommand } from "./serve/serve-command.ts";
import { tuneCommand } from "./tune/tune-command.ts";
import { usageCommand } from "./usage/usage-command.ts";
import { version } from "./version.ts";
import { webhooksCommand } from "./webhooks/webhooks-command.ts";

/** The `fourone` command. Commands import what they run only when they run: help and errors come at once. */
export function createProgram(): Command {
  const program = new Command("fourone")
    .description("GPT-4.1, on machines you own: an OpenAI-compatible endpoint on open weights.")
    .version(version)
    .addCommand(serveCommand())
    .addCommand(chatCommand())
    .addCommand(batchCommand())
    .addCommand(tuneCommand())
    .addCommand(distillCommand())
    .addCommand(adaptersCommand())
    .addCommand(keysCommand())
    .addCommand(webhooksCommand())
    .addCommand(cacheCommand())
    .addCommand(pullCommand())
    .addCommand(backupCommand())
    .addCommand(restoreCommand())
    .addCommand(modelsCommand())
    .addCommand(usageCommand())
    .addCommand(doctorCommand());
  return throwing(program);
}

/** What is not understood is thrown rather than ending the process, at every depth: commands do not inherit that. */
function throwing(command: Command): Command {
  command.exitOverride();
  for (const each of command.commands) throwing(each);
  return command;
}
