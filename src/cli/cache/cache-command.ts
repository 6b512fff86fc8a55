import { Command } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";

export function cacheCommand(): Command {
  const list = new Command("ls").description("what the prompt cache holds on disk, by weights");
  const clear = new Command("clear").description("remove what the prompt cache holds on disk");
  const warm = new Command("warm")
    .description("compute a document now, so that questions about it are answered quickly")
    .argument("<file>", "a text, sent as system message; or, ending in .json, a list of messages")
    .option("--model <name>", "model to compute it for", "gpt-4.1-nano");
  addConfigFlags(list, "home").action(async () => {
    const { listCache } = await import("./cache-on-disk.ts");
    process.stdout.write(await listCache(await configOf(list)));
  });
  addConfigFlags(clear, "home").action(async () => {
    const { emptyCache } = await import("./cache-on-disk.ts");
    process.stdout.write(await emptyCache(await configOf(clear)));
  });
  addConfigFlags(warm, "home", "host", "port", "apiKey").action(async (file: string) => {
    const { warmCache } = await import("./warm-cache.ts");
    await warmCache(await configOf(warm), warm.opts<{ model: string }>().model, file);
  });
  return new Command("cache")
    .description("look at, empty or fill the prompt cache")
    .addCommand(list)
    .addCommand(clear)
    .addCommand(warm);
}
