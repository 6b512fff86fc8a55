import { afterEach, describe, expect, it } from "vitest";
import type { TinyArchitectureName } from "../../test/tiny-model/index.ts";
import { tinyModelFile } from "../../test/tiny-model/tiny-model-file.ts";
import type { EngineClient, EngineOptions } from "./index.ts";
import { collect, never, request, startEngine, stopEngines, textOf } from "./tiny-engine.ts";

/** Prompts that begin alike, for a while, in ever new ways: turns of conversations on one system prompt. */
const prompts = Array.from({ length: 12 }, (_, index) => {
  const common = Array.from({ length: 40 }, (_, word) => `w${word}`).join(" ");
  return `${common.slice(0, 40 + ((index * 37) % 100))} question ${index % 7} ${"x".repeat((index * 13) % 90)}`;
});

async function ask(engine: EngineClient, text: string, cacheScope: string) {
  const sampling = { ...request("").sampling, logitBias: [[2, -100]] as const };
  const events = await collect(engine.generate(request(text, { cacheScope, sampling }), never));
  return { text: textOf(events), cached: events.find((event) => event.type === "started")!.cachedTokens };
}

describe.each<{ architecture: TinyArchitectureName; shares: boolean; restored: number }>([
  { architecture: "llama", shares: true, restored: 1000 },
  { architecture: "qwen3", shares: true, restored: 1000 },
  // Its sliding window is 32 tokens long.
  { architecture: "gemma3", shares: true, restored: 0 },
  // Recurrent layers remember the end of a sequence only: whole states are saved at chosen points.
  { architecture: "qwen35", shares: false, restored: 256 },
])("the engine on a tiny $architecture", ({ architecture, shares, restored }) => {
  const start = (options: Partial<EngineOptions> = {}) =>
    startEngine(tinyModelFile({ architecture, contextLength: 512 }), {
      contextLength: 400,
      cells: 1024,
      ...options,
    });
  afterEach(stopEngines);

  it("says the same whether it begins anew or from what is cached", async () => {
    const engine = start();
    let cached = 0;
    for (const [index, prompt] of prompts.entries()) {
      const shared = await ask(engine, prompt, "shared");
      expect(shared.text).toBe((await ask(engine, prompt, `own ${index}`)).text);
      cached += shared.cached;
    }
    expect(cached > 0).toBe(shares);
    expect(engine.metrics().restarts).toBe(0);
  });

  it("says the same in a crowd that fills the cache", async () => {
    const engine = start({ maximumRunning: 8 });
    const alone: string[] = [];
    for (const [index, prompt] of prompts.entries())
      alone.push((await ask(engine, prompt, `own ${index}`)).text);
    const crowd = await Promise.all(prompts.map((prompt) => ask(engine, prompt, "crowd")));
    expect(crowd.map(({ text }) => text)).toEqual(alone);
    expect(engine.metrics().restarts).toBe(0);
  });

  it("says the same from prompts that are asked again when others have taken their cells", async () => {
    const cache = {
      memoryBytes: 64e6,
      diskBytes: 0,
      fingerprint: "f",
      defaultRetention: "in_memory" as const,
    };
    const long = (index: number) => `${prompts[index]!} ${"hello world and you ".repeat(14)} ${index}`;
    const engine = start({ cache, cells: 512 });
    const first: string[] = [];
    for (let index = 0; index < 8; index++) first.push((await ask(engine, long(index), "a")).text);
    let cached = 0;
    for (let index = 0; index < 8; index++) {
      const again = await ask(engine, long(index), "a");
      expect(again.text).toBe(first[index]);
      cached += again.cached;
    }
    expect(cached).toBeGreaterThanOrEqual(restored);
    expect(engine.metrics().restarts).toBe(0);
  });
});
