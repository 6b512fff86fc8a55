import { Command } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";

export function chatCommand(): Command {
  const command = new Command("chat")
    .description("talk to a running server in the terminal")
    .argument("[model]", "model to talk to", "gpt-4.1-nano");
  return addConfigFlags(command, "home", "host", "port", "apiKey").action(async (model: string) => {
    const [{ runChat }, config] = await Promise.all([import("./run-chat.ts"), configOf(command)]);
    await runChat(config, model);
  });
}
