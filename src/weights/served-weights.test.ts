import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { configSchema } from "../config/index.ts";
import { weightsContent } from "./fixtures/weights-content.fixture.ts";
import { ensureServedWeights, resolveBindings } from "./served-weights.ts";

const home = mkdtempSync(join(tmpdir(), "fourone-served-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function config(values: Record<string, unknown> = {}) {
  return configSchema.parse({ home, ...values });
}

describe("resolveBindings", () => {
  it("puts all served models of the starter profile on one engine", () => {
    const [binding, ...others] = resolveBindings(config());
    expect(others).toEqual([]);
    expect(binding?.tiers).toEqual(["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"]);
    expect(binding?.reference.id).toBe("tinyllama-1.1b-chat");
  });

  it("lets the configuration bind one model to other weights, with settings of its own", () => {
    const models = { "gpt-4.1": { weights: "./big.gguf", contextLength: 4096 } };
    const bindings = resolveBindings(config({ models, contextLength: 1024, kvType: "q8_0" }), "/work");
    expect(bindings.map(({ tiers, contextLength, kvType }) => [tiers, contextLength, kvType])).toEqual([
      [["gpt-4.1"], 4096, "q8_0"],
      [["gpt-4.1-mini", "gpt-4.1-nano"], 1024, "q8_0"],
    ]);
    expect(bindings[0]?.reference.source).toEqual({ kind: "file", path: "/work/big.gguf" });
  });

  it("gives the same weights an engine each where they are configured differently", () => {
    const bindings = resolveBindings(config({ models: { "gpt-4.1-nano": { contextLength: 512 } } }));
    expect(bindings.map(({ tiers }) => tiers)).toEqual([["gpt-4.1", "gpt-4.1-mini"], ["gpt-4.1-nano"]]);
  });

  it("names profiles and weights that do not exist", () => {
    expect(() => resolveBindings(config({ profile: "desk" }))).toThrow('no profile "desk"');
    expect(() => resolveBindings(config({ models: { "gpt-4.1": { weights: "huge" } } }))).toThrow(
      'no weights "huge"',
    );
  });
});

describe("ensureServedWeights", () => {
  const path = join(home, "own.gguf");
  writeFileSync(path, weightsContent(100_000));
  const models = Object.fromEntries(
    ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"].map((tier) => [tier, { weights: path }]),
  );

  it("gives the path to load and the plan to load it by", async () => {
    const [served] = await ensureServedWeights(
      config({ models }),
      { hostBytes: 2 ** 31, devices: [] },
      { home },
    );
    expect(served).toMatchObject({
      weights: { path },
      plan: { kind: "fits", contextLength: 2048, cells: 16_384 },
    });
  });

  it("refuses before loading what does not fit, with the numbers", async () => {
    const tiny = { hostBytes: 10_000_000, devices: [] };
    await expect(ensureServedWeights(config({ models }), tiny, { home })).rejects.toMatchObject({
      code: "does-not-fit",
      message: expect.stringMatching(
        /^own \(gpt-4\.1, gpt-4\.1-mini, gpt-4\.1-nano\) needs at least \d+ MiB .* 9\.5 MiB are/,
      ),
    });
  });
});
