import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { chatMarkupTemplate, writeTinyModel } from "../../test/tiny-model/index.ts";
import type { EngineClient, EngineOptions, GenerateEvent, GenerateRequest } from "./index.ts";
import { collect, never, request, startEngine, stopEngines, textOf } from "./tiny-engine.ts";

const folder = mkdtempSync(join(tmpdir(), "fourone-engine-"));
const weightsFile = join(folder, "tiny.gguf");
const start = (options: Partial<EngineOptions> = {}) => startEngine(weightsFile, options);

describe("the engine on a tiny model", () => {
  beforeAll(() => writeTinyModel(weightsFile, { contextLength: 512, chatTemplate: chatMarkupTemplate }));
  afterEach(stopEngines);
  afterAll(() => rmSync(folder, { recursive: true }));

  it("describes the weights and streams an answer with one terminal event", async () => {
    const engine = start();
    const description = await engine.ready();
    expect(description).toMatchObject({
      architecture: "llama",
      contextLength: 512,
      chatTemplate: chatMarkupTemplate,
    });
    expect(description.controlTokens).toContain("<|im_end|>");
    const events = await collect(engine.generate(request("hello there"), never));
    expect(events[0]).toMatchObject({ type: "started", cachedTokens: 0 });
    expect(events.at(-1)).toEqual({ type: "end" });
    expect(events.filter((event) => event.type === "choice-end")).toHaveLength(1);
    expect(textOf(events).length).toBeGreaterThan(0);
  });

  it("gives the same greedy text alone, in a crowd, from the cache and without sharing", async () => {
    const engine = start();
    const prompts = Array.from(
      { length: 8 },
      (_, index) => `tell me about number ${index} and why it matters`,
    );
    const alone: string[] = [];
    for (const prompt of prompts) alone.push(textOf(await collect(engine.generate(request(prompt), never))));
    const crowd = await Promise.all(
      prompts.map(async (prompt) =>
        textOf(await collect(engine.generate(request(prompt, { cacheScope: "crowd" }), never))),
      ),
    );
    const cached = await Promise.all(
      prompts.map(async (prompt) => textOf(await collect(engine.generate(request(prompt), never)))),
    );
    expect(crowd).toEqual(alone);
    expect(cached).toEqual(alone);
    expect(engine.metrics().cachedTokens).toBeGreaterThan(0);
  });

  it("repeats sampled text for a seed and varies it between seeds and choices", async () => {
    const engine = start();
    const sampled = (seed: number) =>
      request("once upon a time", {
        choices: 3,
        sampling: {
          temperature: 1,
          topP: 0.9,
          seed,
          frequencyPenalty: 0.5,
          presencePenalty: 0.5,
          logitBias: [],
        },
      });
    const texts = async (seed: number) => {
      const events = await collect(engine.generate(sampled(seed), never));
      return [0, 1, 2].map((choice) => textOf(events, choice));
    };
    const first = await texts(1);
    expect(await texts(1)).toEqual(first);
    expect(await texts(2)).not.toEqual(first);
    expect(new Set(first).size).toBe(3);
  });

  it("cancels within a step when the reader leaves or the signal aborts", async () => {
    const engine = start();
    for await (const event of engine.generate(request("a", { maximumTokens: 400 }), never)) {
      if (event.type === "text-delta") break;
    }
    const controller = new AbortController();
    const events: GenerateEvent[] = [];
    for await (const event of engine.generate(request("b", { maximumTokens: 400 }), controller.signal)) {
      events.push(event);
      if (event.type === "text-delta") controller.abort();
    }
    expect(events.at(-1)).toEqual({ type: "error", error: { code: "cancelled" } });
    await expect.poll(() => engine.metrics().runningRequests).toBe(0);
  });

  it("refuses a prompt that leaves no room, with the numbers", async () => {
    const engine = start();
    const events = await collect(engine.generate(request("word ".repeat(600)), never));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      type: "error",
      error: { code: "context-length-exceeded", contextLength: 512, requestedTokens: 24 },
    });
  });

  it("stops at a stop string that spans tokens and does not show it", async () => {
    const engine = start();
    const whole = textOf(await collect(engine.generate(request("stop test"), never)));
    const stop = whole.slice(5, 9);
    const events = await collect(engine.generate(request("stop test", { stop: [stop] }), never));
    expect(textOf(events)).toBe(whole.slice(0, whole.indexOf(stop)));
    expect(events.at(-2)).toMatchObject({ type: "choice-end", reason: "stop" });
  });

  it("reports log probabilities of the unmodified distribution", async () => {
    const engine = start();
    const events = await collect(engine.generate(request("probable", { topLogProbabilities: 5 }), never));
    const sampled = events.flatMap((event) => (event.type === "text-delta" ? (event.sampled ?? []) : []));
    const end = events.find((event) => event.type === "choice-end");
    expect(sampled).toHaveLength(end!.usage.completionTokens);
    for (const token of sampled) {
      expect(token.alternatives).toHaveLength(5);
      expect(token.alternatives[0]!.logProbability).toBeCloseTo(token.logProbability, 6); // greedy
      expect(
        token.alternatives.reduce((sum, { logProbability }) => sum + Math.exp(logProbability), 0),
      ).toBeLessThan(1);
    }
  });

  it("takes prompts up again after a restart, from disk, with the same answer", async () => {
    const cache = {
      memoryBytes: 64e6,
      diskBytes: 64e6,
      folder: join(folder, "cache"),
      fingerprint: "tiny f32",
      defaultRetention: "24h" as const,
    };
    const prompt = Array.from({ length: 60 }, (_, index) => `fact ${index} is ${index * 7};`).join(" ");
    const ask = async (engine: EngineClient, options: Partial<GenerateRequest> = {}) => {
      const events = await collect(
        engine.generate(request(prompt, { ...options, maximumTokens: 12 }), never),
      );
      const started = events.find((event) => event.type === "started")!;
      return { text: textOf(events), cached: started.cachedTokens, prompt: started.promptTokens };
    };
    const first = start({ cache, contextLength: 2048, cells: 4096 });
    const cold = await ask(first);
    expect(cold.cached).toBe(0);
    await first.stop(1000);

    const second = start({ cache, contextLength: 2048, cells: 4096 });
    const warm = await ask(second);
    expect(warm.text).toBe(cold.text);
    expect(warm.cached).toBeGreaterThan(cold.prompt - 20);
    expect((await ask(second, { cacheScope: "another" })).cached).toBe(0);
    await second.stop(1000);

    const others = start({ cache: { ...cache, fingerprint: "other" }, contextLength: 2048, cells: 4096 });
    expect((await ask(others)).cached).toBe(0);
  });

  it("drops damaged cache files and answers as if they had never been", async () => {
    const cacheFolder = join(folder, "damaged");
    const cache = {
      memoryBytes: 64e6,
      diskBytes: 64e6,
      folder: cacheFolder,
      fingerprint: "f",
      defaultRetention: "24h" as const,
    };
    const prompt = "damage ".repeat(150);
    const first = start({ cache, contextLength: 2048, cells: 4096 });
    const cold = textOf(await collect(first.generate(request(prompt), never)));
    await first.stop(1000);
    const files = readdirSync(cacheFolder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.name.endsWith(".kv"),
    );
    expect(files.length).toBeGreaterThan(1);
    for (const [index, file] of files.entries()) {
      const path = join(file.parentPath, file.name);
      if (index % 2 === 0) truncateSync(path, 1000);
      else writeFileSync(path, readFileSync(path).fill(7, 5000, 5100));
    }
    const second = start({ cache, contextLength: 2048, cells: 4096 });
    expect(textOf(await collect(second.generate(request(prompt), never)))).toBe(cold);
  });

  it("counts tokens as it would compute them", async () => {
    const engine = start();
    const prompt = request("count these words").prompt;
    const counted = await engine.countTokens(prompt);
    const events = await collect(engine.generate(request("count these words"), never));
    expect(events[0]).toMatchObject({ promptTokens: counted });
  });

  it("says what is wrong with weights that cannot be loaded", async () => {
    const engine = start({ weightsFile: join(folder, "missing.gguf") });
    await expect(engine.ready()).rejects.toThrow();
  });

  it("goes on with every stream after the engine was killed 20 times, no token twice and none missing", async () => {
    const engine = start();
    const prompts = Array.from({ length: 8 }, (_, index) => `killed while saying ${index}`);
    const long = (prompt: string, scope: string) =>
      request(prompt, {
        maximumTokens: 300,
        cacheScope: scope,
        sampling: {
          temperature: 1,
          topP: 1,
          seed: 3,
          frequencyPenalty: 0,
          presencePenalty: 0,
          logitBias: [[2, -100]],
        },
      });
    const undisturbed = await Promise.all(
      prompts.map(async (prompt) => textOf(await collect(engine.generate(long(prompt, "a"), never)))),
    );
    let kills = 0;
    let shown = 0;
    const disturbed = await Promise.all(
      prompts.map(async (prompt) => {
        let text = "";
        for await (const event of engine.generate(long(prompt, "b"), never)) {
          if (event.type === "error") throw new Error(JSON.stringify(event.error));
          if (event.type !== "text-delta") continue;
          text += event.text;
          shown += event.text.length;
          if (shown > 80 * (kills + 1) && kills < 20 && engine.state === "ready") {
            kills++;
            process.kill(engine.processId!, "SIGKILL");
          }
        }
        return text;
      }),
    );
    expect(kills).toBe(20);
    expect(engine.metrics().restarts).toBeGreaterThan(0);
    expect(disturbed).toEqual(undisturbed);
  }, 120_000);

  it("lets running work finish when it is stopped, and takes no new work", async () => {
    const engine = start();
    await engine.ready();
    const running = collect(engine.generate(request("finish this", { maximumTokens: 50 }), never));
    const stopped = engine.stop(10_000);
    expect(await collect(engine.generate(request("too late"), never))).toEqual([
      { type: "error", error: { code: "stopping" } },
    ]);
    expect((await running).at(-1)).toEqual({ type: "end" });
    await stopped;
    expect(engine.state).toBe("stopped");
  });
});
