import * as http from "node:http";
import * as https from "node:https";
import type { BenchServer } from "../servers/bench-server.ts";

/**
 * Posts a JSON body and gives the answer once its headers are there.
 *
 * Not by fetch: it gives up on a server that is silent for 300 s, which a peer with sixteen long
 * prompts to compute can be, and its streams add work to every token. Each request has a connection
 * of its own: while one server works, the other's idle connections time out and break at the next use.
 * @throws Error with the start of the answer's text where the status is not 200.
 */
export async function post(server: BenchServer, path: string, body: string): Promise<http.IncomingMessage> {
  const url = new URL(`${server.url}${path}`);
  const secure = url.protocol === "https:";
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const request = (secure ? https : http).request(
      url,
      {
        method: "POST",
        agent: false,
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          ...(server.apiKey !== undefined && { authorization: `Bearer ${server.apiKey}` }),
        },
      },
      resolve,
    );
    request.on("error", reject);
    request.end(body);
  });
  response.setEncoding("utf8");
  if (response.statusCode === 200) return response;
  const text = await readText(response);
  throw new Error(`${server.label} answered ${response.statusCode}: ${text.slice(0, 500)}`);
}

export async function readText(response: http.IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of response) text += piece;
  return text;
}
