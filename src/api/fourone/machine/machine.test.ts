import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configSchema } from "../../../config/index.ts";
import type { ErrorBody } from "../../errors/api-error.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

const home = mkdtempSync(join(tmpdir(), "fourone-machine-"));
const config = configSchema.parse({ home });
let test: TestServer;
beforeAll(async () => {
  test = await startTestServer({
    machine: {
      config: async () => config,
      quantizer: { name: "none", quantize: async () => {} },
      memory: () => ({ hostBytes: 2 ** 33, devices: [] }),
      memoryIsFixed: true,
      loaded: () => [],
    },
  });
});
afterAll(async () => {
  await test.server.close(0);
  rmSync(home, { recursive: true, force: true });
});

const get = async (path: string) => (await fetch(`${test.url}/fourone/machine${path}`)).json();
const refusal = async (answer: Response) => ({
  status: answer.status,
  ...((await answer.json()) as ErrorBody).error,
});

describe("the machine's weights", () => {
  it("are the catalog's, with what is here of them and which models stand on them", async () => {
    const { data } = (await get("/weights")) as { data: { id: string; state: string; models: string[] }[] };
    expect(data[0]).toMatchObject({
      id: "tinyllama-1.1b-chat",
      object: "fourone.weights",
      state: "absent",
      bytes: null,
      models: ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"],
    });
    expect(data.map(({ id }) => id)).toContain("qwen3.5-4b-q4_k_m");
  });

  it("are bound to models only when they are here", async () => {
    const { data } = (await get("/models")) as { data: object[] };
    expect(data).toHaveLength(3);
    expect(data[0]).toMatchObject({
      id: "gpt-4.1",
      weights: "tinyllama-1.1b-chat",
      bound: false,
      plan: null,
    });
    const bound = await test.send("/fourone/machine/models/gpt-4.1", { weights: "qwen3-0.6b-q8_0" });
    expect(await refusal(bound)).toMatchObject({ status: 409, code: "weights_not_here", param: "weights" });
    const other = await test.send("/fourone/machine/models/gpt-5", { weights: "qwen3-0.6b-q8_0" });
    expect(other.status).toBe(400);
  });

  it("cannot be looked for in the machine's folders", async () => {
    for (const weights of ["/etc/passwd", "file:///etc/passwd", "./x.gguf", "~/x", "no-such"]) {
      for (const path of ["/pulls", "/models/gpt-4.1", "/models/gpt-4.1/plan"]) {
        const answer = await refusal(await test.send(`/fourone/machine${path}`, { weights }));
        expect(answer, weights + path).toMatchObject({ status: 400, param: "weights" });
        expect(answer.message).not.toContain("/etc/passwd is");
      }
    }
  });

  it("are an administrator's to change, not a project's", async () => {
    const guarded = await startTestServer({ apiKey: "master" });
    const answer = await fetch(`${guarded.url}/fourone/machine/weights`, {
      headers: { authorization: "Bearer master" },
    });
    expect(await refusal(answer)).toMatchObject({ status: 404, code: "weights_not_managed" });
    expect((await fetch(`${guarded.url}/fourone/machine/pulls`)).status).toBe(401);
    await guarded.server.close(0);
  });

  it("know only pulls that were begun", async () => {
    expect(await get("/pulls")).toEqual({ object: "list", data: [] });
    expect((await test.send("/fourone/machine/pulls/pull_x/cancel", {})).status).toBe(404);
  });
});
