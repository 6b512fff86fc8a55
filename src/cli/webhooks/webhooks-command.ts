import { Command } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";

/** Works on the database itself, as keys do. */
export function webhooksCommand(): Command {
  const create = new Command("create")
    .description("tell a URL when something comes to its end, and print the secret that signs it")
    .argument("<url>", "where to send events")
    .option("--name <name>", "what to call it", "Endpoint from the command line")
    .option("--event <type...>", "of what to tell; by default everything");
  const list = new Command("ls").description("the endpoints of the project");
  const remove = new Command("rm").description("take an endpoint away").argument("<id>", "the endpoint's id");
  const log = new Command("log")
    .description("what was sent lately, and how that went")
    .argument("[id]", "of this endpoint only")
    .option("--json", "print JSON");
  for (const command of [create, list, remove, log]) {
    command.option("--project <id>", "a project other than the default one");
    addConfigFlags(command, "home");
  }
  const run = async (work: (actions: typeof import("./webhook-actions.ts")) => Promise<string>) =>
    void process.stdout.write(await work(await import("./webhook-actions.ts")));
  create.action((url: string) =>
    run(async ({ createEndpoint }) => createEndpoint(await configOf(create), url, create.opts())),
  );
  list.action(() => run(async ({ listEndpoints }) => listEndpoints(await configOf(list), list.opts())));
  remove.action((id: string) =>
    run(async ({ removeEndpoint }) => removeEndpoint(await configOf(remove), id, remove.opts())),
  );
  log.action((id: string | undefined) =>
    run(async ({ deliveryLog }) => deliveryLog(await configOf(log), id, log.opts())),
  );
  return new Command("webhooks")
    .description("tell others when responses, batches and jobs come to their end")
    .addCommand(create)
    .addCommand(list)
    .addCommand(remove)
    .addCommand(log);
}
