import { Command, InvalidArgumentError } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";

/** Works on the database itself, so that there is a way in where no key is known. */
export function keysCommand(): Command {
  const create = new Command("create")
    .description("make a key and print it: it cannot be shown again")
    .argument("[name]", "what to call it", "Key from the command line")
    .option("--admin", "a key that administrates the organization, and does nothing else")
    .option("--project <id>", "the project that it works in; by default the default project")
    .option("--read-only", "may look at everything and change nothing")
    .option("--model <name...>", "may ask these models only")
    .option("--expires <days>", "stops working after so many days", days);
  const list = new Command("ls").description("the keys there are").option("--json", "print JSON");
  const revoke = new Command("revoke")
    .description("take a key away: running servers refuse it within a second")
    .argument("<id>", "the key's id, as `fourone keys ls` prints it");
  addConfigFlags(create, "home").action(async (name: string) => {
    const { createKey } = await import("./create-key.ts");
    process.stdout.write(await createKey(await configOf(create), name, create.opts()));
  });
  addConfigFlags(list, "home").action(async ({ json }: { json?: boolean }) => {
    const { listKeys } = await import("./list-keys.ts");
    process.stdout.write(await listKeys(await configOf(list), json === true));
  });
  addConfigFlags(revoke, "home").action(async (id: string) => {
    const { revokeKey } = await import("./revoke-key.ts");
    process.stdout.write(await revokeKey(await configOf(revoke), id));
  });
  return new Command("keys")
    .description("make, list and revoke API keys")
    .addCommand(create)
    .addCommand(list)
    .addCommand(revoke);
}

function days(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number <= 3_650)) throw new InvalidArgumentError("days from 1 to 3650 are expected");
  return number;
}
