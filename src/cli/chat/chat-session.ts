import type { Interface } from "node:readline/promises";
import { type ChatMessage, type ChatTarget, streamChat } from "./chat-client.ts";

/** Where a session reads from and writes to. */
export interface ChatTerminal {
  readonly lines: Interface;
  write(text: string): void;
}

const HELP = "/new starts over, /system TEXT sets instructions, /exit leaves. Ctrl-C stops an answer.\n";

/** A conversation in the terminal. Returns when the user leaves. */
export async function runChatSession(target: ChatTarget, { lines, write }: ChatTerminal): Promise<void> {
  let messages: ChatMessage[] = [];
  let answering: AbortController | undefined;
  const left = new AbortController();
  lines.on("SIGINT", () => {
    if (answering !== undefined) answering.abort();
    else left.abort();
  });
  lines.on("close", () => left.abort());
  write(`${target.model} at ${target.url}\n${HELP}`);
  while (!left.signal.aborted) {
    const text = (await lines.question("\n> ", { signal: left.signal }).catch(() => "/exit")).trim();
    if (text === "/exit" || text === "/quit") break;
    if (text === "/help") write(HELP);
    else if (text === "/new") messages = messages.filter(({ role }) => role === "system");
    else if (text.startsWith("/system ")) messages = [{ role: "system", content: text.slice(8) }];
    else if (text.startsWith("/")) write(`There is no ${text.split(" ")[0]}. ${HELP}`);
    else if (text.length > 0) {
      answering = new AbortController();
      messages.push({ role: "user", content: text });
      const answer = await say(target, messages, answering.signal, write);
      answering = undefined;
      // A stopped answer stays in the conversation; a failed question does not.
      if (answer === undefined) messages.pop();
      else messages.push({ role: "assistant", content: answer });
    }
  }
}

async function say(
  target: ChatTarget,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
  write: (text: string) => void,
): Promise<string | undefined> {
  let answer = "";
  try {
    for await (const event of streamChat(target, messages, signal)) {
      if (event.type !== "text") continue;
      answer += event.text;
      write(printable(event.text));
    }
  } catch (error) {
    if (!signal.aborted) {
      write(`\n${error instanceof Error ? error.message : String(error)}\n`);
      return undefined;
    }
    write(" …");
  }
  write("\n");
  return answer;
}

/** A model's text must not move the cursor or recolour the terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}
