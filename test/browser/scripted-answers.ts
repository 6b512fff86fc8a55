import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** What a model is to say, and how fast. */
export interface Script {
  readonly text: string;
  /** Characters of one event. */
  readonly piece: number;
  readonly piecesPerSecond: number;
}

export interface ScriptedServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Events are written this often, as many at once as have become due. */
const TICK_MILLISECONDS = 10;

/**
 * Stands before a real server and passes everything on, but answers chat completions itself: no
 * model on this machine says a megabyte while somebody waits.
 */
export async function startScriptedServer(
  upstream: string,
  script: (question: string) => Script,
): Promise<ScriptedServer> {
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === "POST" && incoming.url === "/v1/chat/completions") {
      void answer(incoming, outgoing, script);
    } else {
      passOn(upstream, incoming, outgoing);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function passOn(upstream: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, headers, url = "/" } = incoming;
  const passed = request(new URL(url, upstream), { method, headers }, (answered) => {
    outgoing.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(outgoing);
  });
  passed.on("error", () => outgoing.destroy());
  incoming.pipe(passed);
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  script: (question: string) => Script,
): Promise<void> {
  const body = JSON.parse(Buffer.concat(await incoming.toArray()).toString()) as {
    readonly messages: readonly { readonly content: string }[];
  };
  const { text, piece, piecesPerSecond } = script(body.messages.at(-1)?.content ?? "");
  outgoing.writeHead(200, { "content-type": "text/event-stream" });
  const start = performance.now();
  for (let from = 0; from < text.length && !outgoing.destroyed; ) {
    await pause(TICK_MILLISECONDS);
    const due = Math.ceil(((performance.now() - start) / 1_000) * piecesPerSecond) * piece;
    let events = "";
    for (; from < Math.min(due, text.length); from += piece) {
      events += chunk({ delta: { content: text.slice(from, from + piece) }, finish_reason: null });
    }
    if (!outgoing.write(events)) await new Promise((resolve) => outgoing.once("drain", resolve));
  }
  const usage = { prompt_tokens: 9, completion_tokens: Math.ceil(text.length / piece), total_tokens: 0 };
  outgoing.write(chunk({ delta: {}, finish_reason: "stop" }));
  outgoing.end(`${event({ choices: [], usage })}data: [DONE]\n\n`);
}

function chunk(choice: object): string {
  return event({ choices: [{ index: 0, logprobs: null, ...choice }], usage: null });
}

function event(fields: object): string {
  const common = { id: "chatcmpl-scripted", object: "chat.completion.chunk", created: 1, model: "gpt-4.1" };
  return `data: ${JSON.stringify({ ...common, ...fields })}\n\n`;
}
