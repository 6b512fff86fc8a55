import { Command } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";

export function backupCommand(): Command {
  const command = new Command("backup")
    .description("copy the database and the files, also while the server runs")
    .argument("<folder>", "where to put the copy: a folder that does not exist yet");
  return addConfigFlags(command, "home").action(async (folder: string) => {
    const { backUp } = await import("./back-up.ts");
    process.stdout.write(await backUp(await configOf(command), folder));
  });
}

export function restoreCommand(): Command {
  const command = new Command("restore")
    .description("bring back what `fourone backup` has copied, while no server runs")
    .argument("<folder>", "the copy")
    .option("--replace", "also where there is a database already: it is kept beside the new one");
  return addConfigFlags(command, "home").action(async (folder: string) => {
    const { restore } = await import("./restore.ts");
    process.stdout.write(await restore(await configOf(command), folder, command.opts()));
  });
}
