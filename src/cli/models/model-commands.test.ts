import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../config/index.ts";
import { bindModel, toBound, unbindModel } from "./bind-model.ts";
import { deprecateModel } from "./deprecate-model.ts";

describe("fourone models", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "fourone-models-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));
  const config = () => loadConfig({ flags: { home }, environment: {}, workingFolder: home });
  const now = Date.parse("2026-05-01T12:00:00Z");

  it("binds a model to weights, and gives it back to the profile", async () => {
    await bindModel(home, toBound("gpt-4.1-mini", {}), "hf:owner/repository:Q4_K_M");
    await bindModel(home, toBound("gpt-4.1", {}), "weights.gguf");
    expect((await config()).models).toEqual({
      "gpt-4.1-mini": { weights: "hf:owner/repository:Q4_K_M" },
      "gpt-4.1": { weights: resolve("weights.gguf") },
    });
    await unbindModel(home, toBound("gpt-4.1", {}));
    expect((await config()).models).toEqual({ "gpt-4.1-mini": { weights: "hf:owner/repository:Q4_K_M" } });
    await expect(bindModel(home, toBound("gpt-4.1", {}), "no-such-weights")).rejects.toThrow();
  });

  it("binds models for embeddings, beside those of a configuration file", async () => {
    const weights = "qwen3-embedding-0.6b-q8_0";
    const said = await bindModel(home, toBound("text-embedding-3-small", {}), weights);
    expect(said).toMatch(/^text-embedding-3-small is bound to Qwen3 Embedding/);
    await bindModel(home, toBound("mine", { embedding: true }), "embed.gguf");
    expect((await config()).embeddings).toMatchObject({
      "text-embedding-3-small": { weights, contextLength: 2048 },
      mine: { weights: resolve("embed.gguf") },
    });
    await unbindModel(home, toBound("mine", { embedding: true }));
    expect(Object.keys((await config()).embeddings)).toEqual(["text-embedding-3-small"]);
    expect(() => toBound("gpt-4.1-tiny", {})).toThrow("there is no model gpt-4.1-tiny");
    expect(() => toBound("gpt-4.1", { embedding: true })).toThrow("answers texts");
  });

  it("gives a model an end, beside those that are known, and takes it back", async () => {
    const wishes = { shutdown: "2026-12-31", replacement: "gpt-4.1-mini", redirect: true };
    const said = await deprecateModel(home, "gpt-4.1-nano", wishes, now);
    expect(said).toContain("gpt-4.1-nano ends on 2026-12-31; then gpt-4.1-mini answers.");
    expect((await config()).deprecations).toMatchObject({
      "gpt-4.1-nano": { ...wishes, announced: "2026-05-01" },
      "gpt-4.5-preview": { shutdown: "2025-07-14", replacement: "gpt-4.1" },
    });
    await deprecateModel(home, "gpt-4.1-nano", { undo: true }, now);
    expect((await config()).deprecations).not.toHaveProperty("gpt-4.1-nano");
  });

  it.each([
    [{}, "--shutdown"],
    [{ shutdown: "2026-12-31", redirect: true }, "--replacement"],
    [{ shutdown: "2026-12-31", replacement: "gpt-4.1-nano" }, "replace itself"],
  ])("refuses ends that make no sense: %o", async (wishes, problem) => {
    await expect(deprecateModel(home, "gpt-4.1-nano", wishes, now)).rejects.toThrow(problem);
  });
});
