import { once } from "node:events";
import { connect } from "node:net";
import type { ServerOptions } from "../index.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

const started: TestServer[] = [];

export async function start(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const test = await startTestServer(options);
  started.push(test);
  return test;
}

/** After each test. */
export async function stopAll(): Promise<void> {
  for (const test of started.splice(0)) await test.server.close(0);
}

/** What the server answers to bytes that no HTTP library would send. */
export async function raw(test: TestServer, text: string): Promise<string> {
  const socket = connect(Number(new URL(test.url).port), "127.0.0.1");
  socket.write(text);
  let answer = "";
  socket.on("data", (bytes) => {
    answer += bytes;
  });
  await once(socket, "close");
  return answer;
}

export const errorOf = async (response: Response) => ((await response.json()) as { error: object }).error;
