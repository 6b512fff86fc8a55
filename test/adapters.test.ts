import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type OpenAI from "openai";
import { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestServer } from "../src/api/testing/test-server.ts";
import { stopEngines } from "../src/engine/tiny-engine.ts";
import { adapterTensors, decoderShape, parameterCount, writeGgufAdapter } from "../src/trainer/index.ts";
import { readGgufHeader } from "../src/weights/index.ts";
import { clientOf, folder, startTuningServer, weights } from "./fine-tuning/tuning-world.ts";
import { RandomWeights } from "./tiny-model/random-weights.ts";

const shape = decoderShape(readGgufHeader(weights));
const adapterShape = { rank: 4, alpha: 8, targets: ["attn_q", "ffn_down"] as const };
const tensors = adapterTensors(shape, adapterShape);
const parameters = new RandomWeights(7).array(parameterCount(tensors), 0.5);
const given = join(folder, "given.gguf");
writeGgufAdapter(given, { architecture: shape.architecture, shape: adapterShape, tensors, parameters });

async function fourone(...parameters: string[]): Promise<string> {
  const launcher = new URL("../bin/fourone.js", import.meta.url).pathname;
  const environment = { ...process.env, FOURONE_HOME: folder };
  const { stdout } = await promisify(execFile)(process.execPath, [launcher, "adapters", ...parameters], {
    env: environment,
  });
  return stdout;
}

describe("adapters from elsewhere", () => {
  let test: TestServer;
  let client: OpenAI;
  let port: string;
  beforeAll(async () => {
    test = await startTuningServer();
    client = clientOf(test.url);
    port = new URL(test.url).port;
  });
  afterAll(async () => {
    await test.server.close(0);
    await stopEngines();
    rmSync(folder, { recursive: true, force: true });
  });

  const upload = async (content: Uint8Array, name: string) =>
    (await client.files.create({ file: await toFile(content, name), purpose: "user_data" })).id;
  const bringIn = (body: object) =>
    client.post<{ id: string }>("/fourone/adapters", { body: { model: "gpt-4.1-nano", ...body } });
  const answer = async (model: string) => {
    const messages = [{ role: "user" as const, content: "who is 3" }];
    const asked = { model, messages, temperature: 0, max_tokens: 12 };
    return (await client.chat.completions.create(asked)).choices[0]?.message.content;
  };

  it("come in and go out as files of llama.cpp and of PEFT, and answer the same", async () => {
    const imported = await fourone(
      "import",
      given,
      "--model",
      "gpt-4.1-nano",
      "--name",
      "Far",
      "--port",
      port,
    );
    const [name = ""] = /ft:gpt-4\.1-nano-2025-04-14:local:far:\w{8}/.exec(imported) ?? [];
    expect(await answer(name)).not.toBe(await answer("gpt-4.1-nano"));
    expect(await client.models.retrieve(name)).toMatchObject({ owned_by: "org-local" });
    // What was uploaded for that is gone.
    expect((await client.files.list()).data).toEqual([]);

    const peft = join(folder, "peft");
    await fourone("export", name, peft, "--format", "peft", "--port", port);
    expect(readdirSync(peft).sort()).toEqual(["adapter_config.json", "adapter_model.safetensors"]);
    expect(JSON.parse(readFileSync(join(peft, "adapter_config.json"), "utf8"))).toMatchObject({
      r: 4,
      lora_alpha: 8,
      base_model_name_or_path: "Tiny",
      target_modules: ["q_proj", "down_proj"],
    });
    const back = await fourone("import", peft, "--model", "gpt-4.1-nano", "--port", port);
    const [second = ""] = /ft:\S+/.exec(back) ?? [];
    expect(await answer(second)).toBe(await answer(name));
    const [one, other] = [join(folder, "one.gguf"), join(folder, "other.gguf")];
    await fourone("export", name, one, "--port", port);
    await fourone("export", second, other, "--port", port);
    expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
    await expect(fourone("export", name, one, "--port", port)).rejects.toThrow("exists already");

    const listed = await fourone("ls", "--port", port);
    expect(listed).toContain(name);
    expect(listed).toMatch(/imported {2}rank 4, 0\.0 MB {2}over Tiny\n/);
    expect(await client.get(`/fourone/adapters/${second}`)).toMatchObject({
      object: "fourone.adapter",
      base_model: "gpt-4.1-nano-2025-04-14",
      imported: true,
      usable: true,
    });
    await fourone("rm", second, "--port", port);
    await expect(answer(second)).rejects.toMatchObject({ status: 404 });
    await expect(client.get(`/fourone/adapters/${second}/content`)).rejects.toMatchObject({ status: 404 });
    expect(await answer(name)).toBeDefined();
  });

  it("are refused where they are none, or for other weights", async () => {
    const bytes = readFileSync(given);
    const refused = async (content: Uint8Array, error: object, more: object = {}) => {
      const file = await upload(content, "adapter");
      await expect(bringIn({ file, ...more })).rejects.toMatchObject({ status: 400, ...error });
    };
    const invalid = { code: "invalid_adapter", param: "file" };
    await refused(bytes.subarray(0, 900), invalid);
    await refused(readFileSync(weights), { ...invalid, message: expect.stringContaining("no LoRA adapter") });
    await refused(Buffer.from("hello"), { param: "config" });
    const config = await upload(Buffer.from('{"r":4,"lora_alpha":8}'), "adapter_config.json");
    await refused(Buffer.from("hello"), invalid, { config });
    const strange = join(folder, "strange.gguf");
    writeGgufAdapter(strange, { architecture: "llama", shape: adapterShape, tensors, parameters });
    await refused(readFileSync(strange), {
      ...invalid,
      message: expect.stringMatching(/"llama", and these are qwen3\. They are Tiny\./),
    });
    await expect(bringIn({ file: "file-none" })).rejects.toMatchObject({ status: 404, param: "file" });
    await expect(bringIn({ model: "gpt-4o", file: config })).rejects.toMatchObject({ param: "model" });
    await expect(bringIn({})).rejects.toMatchObject({ status: 400, param: "file" });
    const left = join(folder, "jobs", "conversions");
    expect(existsSync(left) ? readdirSync(left) : []).toEqual([]);
  });

  it("that lie at the terminal in no such place are told of", async () => {
    const nowhere = join(folder, "nowhere");
    const bring = (path: string) => fourone("import", path, "--model", "gpt-4.1-nano", "--port", port);
    await expect(bring(nowhere)).rejects.toThrow("there is nothing at");
    const lonely = join(folder, "lonely.safetensors");
    writeFileSync(lonely, "x");
    rmSync(join(folder, "adapter_config.json"), { force: true });
    await expect(bring(lonely)).rejects.toThrow("no adapter_config.json");
    await expect(fourone("export", "ft:none", join(folder, "out.gguf"), "--port", port)).rejects.toThrow(
      "does not exist",
    );
    expect(existsSync(join(folder, "out.gguf"))).toBe(false);
  });
});
