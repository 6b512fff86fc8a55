import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { tinyModelFile } from "../../test/tiny-model/tiny-model-file.ts";
import type { EngineClient } from "./index.ts";
import { collect, never, request, startEngine, stopEngines, textOf } from "./tiny-engine.ts";

const folder = mkdtempSync(join(tmpdir(), "fourone-snapshots-"));
const start = (name: string) =>
  startEngine(tinyModelFile({ architecture: "qwen35", contextLength: 2048 }), {
    contextLength: 1500,
    cells: 4096,
    cache: {
      memoryBytes: 64e6,
      diskBytes: 256e6,
      folder: join(folder, name),
      fingerprint: "f",
      defaultRetention: "24h",
    },
  });
const words = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => `${from + index} `).join("");

async function ask(engine: EngineClient, text: string, cacheScope = "shared") {
  const sampling = { ...request("").sampling, logitBias: [[2, -100]] as const };
  const events = await collect(engine.generate(request(text, { cacheScope, sampling }), never));
  const begun = events.find((event) => event.type === "started")!;
  return { text: textOf(events), cached: begun.cachedTokens, prompt: begun.promptTokens };
}

describe("an engine with recurrent layers", () => {
  afterEach(stopEngines);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("reads a document once for several questions, and after a kill not again", async () => {
    const engine = start("document");
    const document = words(100, 250);
    await ask(engine, `${document} why?`);
    for (const question of [" how many?", " who was it then?"]) {
      const warm = await ask(engine, document + question);
      expect(warm.cached).toBeGreaterThan(warm.prompt - 3 * 128);
      expect(warm.text).toBe((await ask(engine, document + question, `alone ${question}`)).text);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    process.kill(engine.processId!, "SIGKILL");
    const after = await ask(engine, `${document} and then?`);
    expect(after.cached).toBeGreaterThan(after.prompt - 3 * 128);
    expect(after.text).toBe((await ask(engine, `${document} and then?`, "alone")).text);
  });

  it("finds the place where prompts part, however long what follows", async () => {
    const engine = start("parting");
    const common = words(100, 130);
    const asked = (turn: number) => ask(engine, common + words(turn * 1000, 150));
    expect((await asked(1)).cached).toBe(0);
    await asked(2); // sees that it begins as another did
    const third = await asked(3);
    expect(third.cached).toBeGreaterThanOrEqual(256);
    expect(third.text).toBe((await ask(engine, common + words(3000, 150), "alone")).text);
  });

  it("computes a common beginning once for requests that arrive together", async () => {
    const engine = start("together");
    const document = words(500, 220);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => ask(engine, `${document} ${index}?`)),
    );
    expect(answers.filter(({ cached }) => cached >= 256)).toHaveLength(5);
    for (const [index, { text }] of answers.entries())
      expect(text).toBe((await ask(engine, `${document} ${index}?`, `alone ${index}`)).text);
  });
});
