import { Command, Option } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";

const REACH = ["home", "host", "port", "apiKey"] as const;

/** Works through a running server, as any client does. */
export function adaptersCommand(): Command {
  const bring = new Command("import")
    .description("serve an adapter that was trained elsewhere, as a tuned model")
    .argument("<path>", "a GGUF adapter, or the folder that PEFT has saved one in")
    .requiredOption("--model <name>", "over whose weights it lies, such as gpt-4.1-nano")
    .option("--name <text>", "part of the tuned model's name");
  const take = new Command("export")
    .description("write a tuned model's adapter to a file, or to a folder for PEFT")
    .argument("<model>", "the tuned model, as `fourone adapters ls` prints it")
    .argument("<out>", "where it goes: nothing that is there is replaced")
    .addOption(new Option("--format <format>", "what for").choices(["gguf", "peft"]).default("gguf"));
  const list = new Command("ls").description("the adapters there are, oldest first");
  const remove = new Command("rm")
    .description("delete a tuned model, and its adapter with it")
    .argument("<model>", "the tuned model, as `fourone adapters ls` prints it");
  addConfigFlags(bring, ...REACH).action(async (path: string) => {
    const [{ importAdapter }, config] = await Promise.all([import("./import-adapter.ts"), configOf(bring)]);
    process.stdout.write(await importAdapter(config, path, bring.opts()));
  });
  addConfigFlags(take, ...REACH).action(async (model: string, out: string) => {
    const [{ exportAdapter }, config] = await Promise.all([import("./export-adapter.ts"), configOf(take)]);
    process.stdout.write(await exportAdapter(config, model, out, take.opts()));
  });
  addConfigFlags(list, ...REACH).action(async () => {
    const [{ listAdapters }, config] = await Promise.all([import("./list-adapters.ts"), configOf(list)]);
    process.stdout.write(await listAdapters(config));
  });
  addConfigFlags(remove, ...REACH).action(async (model: string) => {
    const [{ ServerApi }, config] = await Promise.all([import("../server-api.ts"), configOf(remove)]);
    const server = await ServerApi.connect(config);
    await server.ask(`/models/${encodeURIComponent(model)}`, { method: "DELETE" });
    process.stdout.write(`${model} is deleted\n`);
  });
  return new Command("adapters")
    .description("bring adapters in that were trained elsewhere, and take out those that were trained here")
    .addCommand(bring)
    .addCommand(take)
    .addCommand(list)
    .addCommand(remove);
}
