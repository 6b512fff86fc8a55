import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultProjectId } from "../../../store/index.ts";
import { startTunedServer, type TunedServer } from "../testing/tuned-server.ts";

const nameOf = (suffix: string) => `ft:gpt-4.1-nano-2025-04-14:local::${suffix}`;

describe("tuned models", () => {
  let test: TunedServer;
  let client: OpenAI;
  beforeAll(async () => {
    test = await startTunedServer();
    client = new OpenAI({ baseURL: test.url, apiKey: "none", maxRetries: 0 });
  });
  afterAll(() => test.close());

  const ask = (model: string) =>
    client.chat.completions.create({ model, messages: [{ role: "user", content: "Hello" }] });

  it("get their adapter from the store with the first request, and leave no file behind", async () => {
    const name = nameOf("first");
    await test.addModel({ name });
    expect(test.engine.adapters.has(name)).toBe(false);
    await Promise.all([ask(name), ask(name)]);
    expect(test.engine.requests.at(-1)?.adapter).toBe(name);
    expect(readFileSync(test.engine.adapters.get(name)!, "utf8")).toBe(`adapter of ${name}`);
    await client.models.delete(name);
    expect(test.engine.adapters.has(name)).toBe(false);
    expect(readdirSync(test.adapters)).toEqual([]);
    await expect(ask(name)).rejects.toMatchObject({ status: 404 });
  });

  it("are gone soon after another server has deleted them", async () => {
    const name = nameOf("elsewhere");
    await test.addModel({ name });
    await ask(name);
    await test.store.tunedModels.delete(defaultProjectId, name);
    while (test.engine.adapters.has(name)) await delay(5);
    await expect(ask(name)).rejects.toMatchObject({ status: 404 });
  });

  it("say which weights they want, on others", async () => {
    const name = nameOf("strange");
    await test.addModel({ name, weightsSha256: "0123456789abcdef" });
    const wanted = {
      status: 400,
      type: "invalid_request_error",
      param: "model",
      code: "model_weights_changed",
      message: expect.stringContaining("Scripted Q4_0 (sha256 0123456789ab…)"),
    };
    await expect(ask(name)).rejects.toMatchObject(wanted);
    await expect(client.responses.create({ model: name, input: "Hello" })).rejects.toMatchObject(wanted);
    expect(test.engine.adapters.has(name)).toBe(false);
    expect((await client.models.list()).data.map(({ id }) => id)).toContain(name);
  });

  it("say that their adapter is missing or damaged, instead of answering without it", async () => {
    const name = nameOf("damaged");
    await test.addModel({ name });
    const { adapter } = (await test.store.tunedModels.get(undefined, name))!;
    const missing = { status: 500, code: "adapter_missing", param: "model" };
    const content: Uint8Array[] = [];
    for await (const chunk of test.files.readBlobs([adapter!.blob])) content.push(chunk);
    const file = test.blobFile(adapter!.blob.key);
    writeFileSync(file, "adapter of somebody else, as it were");
    await expect(ask(name)).rejects.toMatchObject(missing);
    writeFileSync(file, Buffer.concat(content));
    expect((await ask(name)).model).toBe(name);
  });
});
