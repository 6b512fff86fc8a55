import { z } from "zod";
import type { ServerKind } from "../client/chat-request.ts";

/** A running server, as the benches talk to it. */
export interface BenchServer {
  /** What its column in the table is called. */
  readonly label: string;
  /** Base URL, `/v1` included. */
  readonly url: string;
  readonly model: string;
  readonly kind: ServerKind;
  readonly apiKey?: string;
}

export interface ServerAddress {
  /** What to call it, unless it says itself that it is a llama-server. */
  readonly label: string;
  readonly url: string;
  /** Absent: the first model the server lists. */
  readonly model?: string;
  readonly apiKey?: string;
}

const modelList = z.object({
  data: z.array(z.object({ id: z.string(), owned_by: z.string().optional() })).min(1),
});

/**
 * Asks a server for its models: the check that it is there, and how it says what it is.
 * @throws Error naming the URL where it does not answer as an OpenAI-compatible server does.
 */
export async function findServer(address: ServerAddress): Promise<BenchServer> {
  const url = address.url.replace(/\/+$/, "");
  const headers = address.apiKey === undefined ? {} : { authorization: `Bearer ${address.apiKey}` };
  const response = await fetch(`${url}/models`, { headers }).catch((cause: unknown) => {
    throw new Error(`nothing answers at ${url}`, { cause });
  });
  const list = modelList.safeParse(await response.json().catch(() => undefined));
  const [first] = list.data?.data ?? [];
  if (first === undefined) {
    throw new Error(
      `${url}/models does not list models (status ${response.status}); does the URL end in /v1?`,
    );
  }
  const isLlamaServer = first.owned_by === "llamacpp";
  return {
    label: isLlamaServer ? "llama-server" : address.label,
    url,
    model: address.model ?? first.id,
    kind: isLlamaServer ? "llama-server" : "other",
    ...(address.apiKey !== undefined && { apiKey: address.apiKey }),
  };
}
