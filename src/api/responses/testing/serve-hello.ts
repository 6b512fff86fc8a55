import OpenAI from "openai";
import { afterAll, beforeEach } from "vitest";
import { say } from "../../testing/scripted-engine.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

/** For tests: a server until the file's last test, and its official client. What it says is "Hello there", unless a test has it say something else. */
export async function serveHello(): Promise<{ readonly test: TestServer; readonly client: OpenAI }> {
  const test = await startTestServer();
  beforeEach(() => {
    test.engine.script = say(["Hello", " there"]);
  });
  afterAll(() => test.server.close(0));
  return { test, client: new OpenAI({ baseURL: test.url, apiKey: "none", maxRetries: 0 }) };
}
