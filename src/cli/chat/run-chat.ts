import { createInterface } from "node:readline/promises";
import type { Config } from "../../config/index.ts";
import { findServer } from "../target-server.ts";
import { runChatSession } from "./chat-session.ts";

/** A conversation on standard input and output. */
export async function runChat(config: Config, model: string): Promise<void> {
  const url = await findServer(config);
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const target = { url, model, ...(config.apiKey !== undefined && { apiKey: config.apiKey }) };
    await runChatSession(target, { lines, write: (text) => void process.stdout.write(text) });
  } finally {
    lines.close();
  }
}
