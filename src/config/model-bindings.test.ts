import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "./load-config.ts";
import { writeModelBinding } from "./model-bindings.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fourone-bindings-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const models = async (environment: Record<string, string> = {}) =>
  (await loadConfig({ environment: { FOURONE_HOME: home, ...environment }, workingFolder: home })).models;

describe("bindings of models", () => {
  it("are in force from the next start on, until they are taken back", async () => {
    await writeModelBinding(home, "gpt-4.1", { weights: "qwen3-1.7b-q8_0", contextLength: 4096 });
    await writeModelBinding(home, "gpt-4.1-nano", { weights: "qwen3-0.6b-q8_0" });
    expect(await models()).toEqual({
      "gpt-4.1": { weights: "qwen3-1.7b-q8_0", contextLength: 4096 },
      "gpt-4.1-nano": { weights: "qwen3-0.6b-q8_0" },
    });
    await writeModelBinding(home, "gpt-4.1", undefined);
    expect(await models()).toEqual({ "gpt-4.1-nano": { weights: "qwen3-0.6b-q8_0" } });
  });

  it("that make no sense are refused with the name of their file", async () => {
    writeFileSync(join(home, "models.json"), "[1]");
    await expect(models()).rejects.toThrow(/models\.json must hold one JSON object/);
    writeFileSync(join(home, "models.json"), '{"gpt-4.1":{"weigths":"x"}}');
    await expect(models()).rejects.toThrow(/weigths is not a configuration key \(in .*models\.json\)/);
  });
});
