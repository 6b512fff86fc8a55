import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
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
  const file = (name: string) => {
    const path = join(home, name);
    writeFileSync(path, "");
    return path;
  };
  const now = Date.parse("2026-05-01T12:00:00Z");

  it("binds a model to weights, and gives it back to the profile", async () => {
    const weights = file("weights.gguf");
    await bindModel(config, toBound("gpt-4.1-mini", {}), "hf:owner/repository:Q4_K_M");
    await bindModel(config, toBound("gpt-4.1", {}), weights);
    expect((await config()).models).toEqual({
      "gpt-4.1-mini": { weights: "hf:owner/repository:Q4_K_M" },
      "gpt-4.1": { weights },
    });
    await unbindModel(config, toBound("gpt-4.1", {}));
    expect((await config()).models).toEqual({ "gpt-4.1-mini": { weights: "hf:owner/repository:Q4_K_M" } });
    await expect(bindModel(config, toBound("gpt-4.1", {}), "no-such-weights")).rejects.toThrow();
  });

  it("binds a file that is there, however it is named, and none that is not", async () => {
    const weights = file("mine.gguf");
    await bindModel(config, toBound("gpt-4.1", {}), pathToFileURL(weights).href);
    expect((await config()).models).toEqual({ "gpt-4.1": { weights } });
    await expect(bindModel(config, toBound("gpt-4.1", {}), join(home, "other.gguf"))).rejects.toThrow(
      `there is no file ${join(home, "other.gguf")}`,
    );
    expect((await config()).models).toEqual({ "gpt-4.1": { weights } });
  });

  it("says so where the configuration outranks what is wished", async () => {
    const flags = {
      home,
      models: { "gpt-4.1": { weights: "qwen3-0.6b-q8_0" } },
      deprecations: { "gpt-4.1-nano": { shutdown: "2027-01-01" } },
    };
    const stronger = () => loadConfig({ flags, environment: {}, workingFolder: home });
    const binding = bindModel(stronger, toBound("gpt-4.1", {}), "hf:owner/repository:Q4_K_M");
    await expect(binding).rejects.toThrow("gpt-4.1 is bound to qwen3-0.6b-q8_0 by the configuration");
    const unbinding = unbindModel(stronger, toBound("gpt-4.1", {}));
    await expect(unbinding).rejects.toThrow("gpt-4.1 is bound to qwen3-0.6b-q8_0 by the configuration");
    expect((await config()).models).toEqual({});
    const end = deprecateModel(stronger, "gpt-4.1-nano", { shutdown: "2026-12-31" }, now);
    await expect(end).rejects.toThrow("says when gpt-4.1-nano ends");
    const undone = deprecateModel(stronger, "gpt-4.1-nano", { undo: true }, now);
    await expect(undone).rejects.toThrow("gpt-4.1-nano ends on 2027-01-01 all the same");
    const known = deprecateModel(config, "gpt-4.5-preview", { undo: true }, now);
    await expect(known).rejects.toThrow("gpt-4.5-preview ends on 2025-07-14 all the same");
    expect((await config()).deprecations).not.toHaveProperty("gpt-4.1-nano");
  });

  it("binds models for embeddings, beside those of a configuration file", async () => {
    const weights = "qwen3-embedding-0.6b-q8_0";
    const embed = file("embed.gguf");
    const said = await bindModel(config, toBound("text-embedding-3-small", {}), weights);
    expect(said).toMatch(/^text-embedding-3-small is bound to Qwen3 Embedding/);
    await bindModel(config, toBound("mine", { embedding: true }), embed);
    expect((await config()).embeddings).toMatchObject({
      "text-embedding-3-small": { weights, contextLength: 2048 },
      mine: { weights: embed },
    });
    await unbindModel(config, toBound("mine", { embedding: true }));
    expect(Object.keys((await config()).embeddings)).toEqual(["text-embedding-3-small"]);
    expect(() => toBound("gpt-4.1-tiny", {})).toThrow("there is no model gpt-4.1-tiny");
    expect(() => toBound("gpt-4.1", { embedding: true })).toThrow("answers texts");
  });

  it("gives a model an end, beside those that are known, and takes it back", async () => {
    const wishes = { shutdown: "2026-12-31", replacement: "gpt-4.1-mini", redirect: true };
    const said = await deprecateModel(config, "gpt-4.1-nano", wishes, now);
    expect(said).toContain("gpt-4.1-nano ends on 2026-12-31; then gpt-4.1-mini answers.");
    expect((await config()).deprecations).toMatchObject({
      "gpt-4.1-nano": { ...wishes, announced: "2026-05-01" },
      "gpt-4.5-preview": { shutdown: "2025-07-14", replacement: "gpt-4.1" },
    });
    await deprecateModel(config, "gpt-4.1-nano", { shutdown: "2026-04-01" }, now);
    expect((await config()).deprecations["gpt-4.1-nano"]).toMatchObject({ announced: "2026-04-01" });
    await deprecateModel(config, "gpt-4.1-nano", { undo: true }, now);
    expect((await config()).deprecations).not.toHaveProperty("gpt-4.1-nano");
  });

  it.each([
    [{}, "--shutdown"],
    [{ shutdown: "2026-12-31", redirect: true }, "--replacement"],
    [{ shutdown: "2026-12-31", replacement: "gpt-4.1-nano" }, "replace itself"],
  ])("refuses ends that make no sense: %o", async (wishes, problem) => {
    await expect(deprecateModel(config, "gpt-4.1-nano", wishes, now)).rejects.toThrow(problem);
  });
});
