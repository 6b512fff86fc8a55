import { readFile } from "node:fs/promises";
import { Presets, SingleBar } from "cli-progress";
import { z } from "zod";
import type { Config } from "../../config/index.ts";
import { type ChatMessage, streamChat } from "../chat/chat-client.ts";
import { findServer } from "../target-server.ts";

const messageList = z
  .array(z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() }))
  .min(1);

/**
 * Has the server compute a document's keys and values. Requests that begin with the same messages
 * find them afterwards.
 */
export async function warmCache(config: Config, model: string, file: string): Promise<void> {
  const messages = await readMessages(file);
  const url = await findServer(config);
  const target = { url, model, ...(config.apiKey !== undefined && { apiKey: config.apiKey }) };
  const bar = new SingleBar({ format: "Computing {bar} {value} of {total} tokens" }, Presets.shades_classic);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  let promptTokens = 0;
  let started = false;
  try {
    for await (const event of streamChat(target, messages, stop.signal, 1)) {
      if (event.type === "prefill") {
        if (!started) bar.start(event.promptTokens, 0);
        started = true;
        bar.update(event.computedTokens);
      } else if (event.type === "usage") {
        promptTokens = event.promptTokens;
        if (started) bar.update(promptTokens);
      }
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stdout.write("\nStopped. What is computed is kept; the same command goes on from there.\n");
    return;
  } finally {
    if (started) bar.stop();
  }
  process.stdout.write(`${promptTokens} tokens are computed and kept.\n`);
}

async function readMessages(file: string): Promise<ChatMessage[]> {
  const text = await readFile(file, "utf8");
  if (!file.endsWith(".json")) return [{ role: "system", content: text }];
  return messageList.parse(JSON.parse(text));
}
