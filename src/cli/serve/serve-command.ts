import { Command } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";

export function serveCommand(): Command {
  const command = new Command("serve").description("start the server; fetches weights when they are missing");
  addConfigFlags(
    command,
    "home",
    "host",
    "port",
    "apiKey",
    "profile",
    "threads",
    "contextLength",
    "kvType",
    "gpuLayers",
    "memory",
  );
  return command.action(async () => {
    const { serve } = await import("./serve.ts");
    await serve(await configOf(command), () => configOf(command));
  });
}
