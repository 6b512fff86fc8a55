import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
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

  it("are all kept, where many are made in the same instant, by several processes", async () => {
    const tiers = ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"] as const;
    const module = JSON.stringify(new URL("./model-bindings.ts", import.meta.url).href);
    const program = (tier: string) => `
      import { writeModelBinding } from ${module};
      for (let round = 1; round <= 5; round++)
        await writeModelBinding(${JSON.stringify(home)}, ${JSON.stringify(tier)}, { weights: "w" + round });`;
    const run = promisify(execFile);
    const flags = (tier: string) => ["--input-type=module-typescript", "-e", program(tier)];
    await Promise.all([
      ...tiers.slice(1).map((tier) => run(process.execPath, flags(tier))),
      ...[1, 2, 3, 4, 5].map((round) => writeModelBinding(home, tiers[0], { weights: `w${round}` })),
    ]);
    expect(Object.keys(await models()).sort()).toEqual([...tiers].sort());
    expect(await models()).toMatchObject({
      "gpt-4.1-mini": { weights: "w5" },
      "gpt-4.1-nano": { weights: "w5" },
    });
  });

  it("that make no sense are refused with the name of their file", async () => {
    writeFileSync(join(home, "models.json"), "[1]");
    await expect(models()).rejects.toThrow(/models\.json must hold one JSON object/);
    writeFileSync(join(home, "models.json"), '{"gpt-4.1":{"weigths":"x"}}');
    await expect(models()).rejects.toThrow(/weigths is not a configuration key \(in .*models\.json\)/);
  });
});
