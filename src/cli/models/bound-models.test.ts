import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configSchema } from "../../config/index.ts";
import { ensureWeights, parseReference } from "../../weights/index.ts";
import { writeTinyModel } from "../tiny-model.fixture.ts";
import { boundModels, describeBoundModel } from "./bound-models.ts";

const home = mkdtempSync(join(tmpdir(), "fourone-models-"));
const file = join(home, "tiny.gguf");
const memory = { hostBytes: 2 * 2 ** 30, devices: [] };

beforeAll(async () => {
  writeTinyModel(file);
  await ensureWeights(parseReference(file), { home });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("fourone models", () => {
  it("tells what is here with its plan, and what is not here yet", async () => {
    const config = configSchema.parse({ home, models: { "gpt-4.1": { weights: file } } });
    const [own, starter] = await boundModels(config, memory);
    expect(own).toMatchObject({
      models: ["gpt-4.1"],
      state: "ready",
      path: file,
      contextLength: 512,
      notes: [
        expect.stringContaining("context 512 tokens"),
        expect.any(String),
        expect.stringContaining("on the CPU"),
      ],
    });
    expect(starter).toMatchObject({ models: ["gpt-4.1-mini", "gpt-4.1-nano"], state: "absent" });
    expect(describeBoundModel(starter as NonNullable<typeof starter>)).toMatch(
      /^gpt-4\.1-mini, gpt-4\.1-nano\n {2}TinyLlama .*\n {2}not here yet; "fourone pull" or the first start fetches it\n$/,
    );
  });

  it("tells what embeddings are made with, and leaves the memory for it", async () => {
    const models = { "gpt-4.1": { weights: file } };
    const embeddings = { "text-embedding-3-small": { weights: file } };
    const small = { ...memory, hostBytes: 400_000_000 };
    const [own, , embedder] = await boundModels(configSchema.parse({ home, models, embeddings }), small);
    expect(own).toHaveProperty("contextLength");
    expect(embedder).toMatchObject({
      models: ["text-embedding-3-small"],
      state: "ready",
      path: file,
      notes: [],
    });
    const large = { "text-embedding-3-small": { weights: file, contextLength: 131_072 } };
    const [crowded] = await boundModels(configSchema.parse({ home, models, embeddings: large }), small);
    expect(crowded).not.toHaveProperty("contextLength");
  });

  it("says with numbers what does not fit", async () => {
    const config = configSchema.parse({ home, models: { "gpt-4.1": { weights: file } } });
    const [own] = await boundModels(config, { hostBytes: 1_000_000, devices: [] });
    expect(own?.notes[0]).toMatch(/^tiny \(gpt-4\.1\) needs at least .* MiB of memory/);
    expect(own).not.toHaveProperty("contextLength");
  });
});
