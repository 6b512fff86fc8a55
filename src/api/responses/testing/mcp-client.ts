import OpenAI from "openai";
import { type Script, say } from "../../testing/scripted-engine.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";
import { startMcpServer, type TestMcpServer } from "./mcp-server.ts";

/** A server that may reach a remote server with dice, and its client. */
export class McpTest {
  readonly mcp: TestMcpServer;
  readonly test: TestServer;
  readonly client: OpenAI;

  private constructor(mcp: TestMcpServer, test: TestServer) {
    this.mcp = mcp;
    this.test = test;
    this.client = new OpenAI({ baseURL: test.url, apiKey: "none", maxRetries: 0 });
  }

  static async start(): Promise<McpTest> {
    const mcp = await startMcpServer();
    const options = { allowedHosts: [mcp.host], timeoutMilliseconds: 1_000 };
    return new McpTest(mcp, await startTestServer({ mcp: options }));
  }

  async close(): Promise<void> {
    await this.test.server.close(0);
    await this.mcp.close();
  }

  /** Forgets what was asked and called. */
  forget(): void {
    this.mcp.called.length = 0;
    this.test.engine.requests.length = 0;
  }

  dice(options: Partial<OpenAI.Responses.Tool.Mcp> = {}): OpenAI.Responses.Tool.Mcp {
    const server = { type: "mcp", server_label: "dice", server_url: this.mcp.url } as const;
    return { ...server, require_approval: "never", ...options };
  }

  /** Says each of these in turn, one a generation. */
  inTurn(...answers: string[]): void {
    const { engine } = this.test;
    const script: Script = (request, signal) =>
      say([answers[engine.requests.length - 1] ?? "none\nend"])(request, signal);
    engine.script = script;
  }

  /** The prompt of the last generation. */
  get prompt(): string {
    return (
      this.test.engine.requests
        .at(-1)
        ?.prompt.map(({ text }) => text)
        .join("") ?? ""
    );
  }
}

/** How weights without a tool format of their own call for a roll. */
export const ROLL = 'roll\nArguments: {"sides":6}';
