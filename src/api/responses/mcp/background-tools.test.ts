import { afterAll, beforeAll, expect, it } from "vitest";
import { hang, say } from "../../testing/scripted-engine.ts";
import { ROLL } from "../testing/mcp-client.ts";
import { startMcpServer, type TestMcpServer } from "../testing/mcp-server.ts";
import { RestartableServer } from "../testing/restartable-server.ts";

let mcp: TestMcpServer;
let server: RestartableServer;
beforeAll(async () => {
  mcp = await startMcpServer();
  server = await RestartableServer.start({ mcp: { allowedHosts: [mcp.host] } });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await mcp.close();
});

const request = () => ({
  model: "gpt-4.1-nano",
  input: "Roll.",
  background: true,
  tools: [
    {
      type: "mcp" as const,
      server_label: "dice",
      server_url: mcp.url,
      require_approval: "never" as const,
      authorization: "secret",
    },
  ],
});

it("A background response calls tools of remote servers, with the authorization that is stored nowhere else.", async () => {
  const { engine, client } = server;
  engine.script = (asked, signal) => say([engine.requests.length === 1 ? ROLL : "none\nSix."])(asked, signal);
  const { id } = await client.responses.create(request());
  await expect.poll(() => server.statusOf(id)).toBe("completed");
  expect(mcp.headers.authorization).toBe("Bearer secret");
  expect(JSON.stringify(await client.responses.retrieve(id))).not.toContain("secret");
});

it("After a restart no tool is called again that may have been called before.", async () => {
  mcp.called.length = 0;
  const { engine, client } = server;
  engine.requests.length = 0;
  engine.script = (asked, signal) => (engine.requests.length === 1 ? say([ROLL]) : hang())(asked, signal);
  const { id } = await client.responses.create(request());
  await expect.poll(() => engine.requests.length).toBe(2);
  await server.restart({ mcp: { allowedHosts: [mcp.host] } });
  await expect.poll(() => server.statusOf(id)).toBe("failed");
  expect((await server.client.responses.retrieve(id)).error?.message).toMatch(/does not call them again/);
  expect(mcp.called).toEqual(["roll"]);
});
