import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EngineClient, type EngineOptions, type GenerateRequest } from "../src/engine/index.ts";
import { type TinyArchitectureName, writeTinyModel } from "./tiny-model/index.ts";

/** 10,000 take some minutes; the shorter run is for every commit. */
const OPERATIONS = Number(process.env.FOURONE_ENDURANCE_OPERATIONS ?? 300);
const AT_ONCE = 8;

const folder = mkdtempSync(join(tmpdir(), "fourone-endurance-"));
const never = new AbortController().signal;

/** A small generator with a seed, so that a failure can be repeated. */
function randomIntegers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const optionsFor = (architecture: TinyArchitectureName): EngineOptions => ({
  weightsFile: join(folder, `${architecture}.gguf`),
  contextLength: 700,
  // Too few for everybody: sequences are preempted, idle prefixes evicted.
  cells: 1600,
  keyValueType: "f32",
  threads: 1,
  flashAttention: "off",
  maximumRunning: 6,
  checkEveryStep: true,
  cache: {
    // Too little for all prompts: blocks move to disk, return, and are dropped.
    memoryBytes: 400_000,
    diskBytes: 1_500_000,
    folder: join(folder, `${architecture}-cache`),
    fingerprint: "endurance",
    defaultRetention: "24h",
  },
});

let requests = 0;
function request(prompt: string, cacheScope: string, choices: number): GenerateRequest {
  return {
    id: `r${requests++}`,
    prompt: [{ trusted: false, text: prompt }],
    priority: requests % 5 === 0 ? "batch" : "interactive",
    choices,
    maximumTokens: 10,
    sampling: { temperature: 0, topP: 1, seed: 1, frequencyPenalty: 0, presencePenalty: 0, logitBias: [] },
    stop: [],
    cacheScope,
    ...(requests % 3 === 0 && { prediction: prompt.slice(0, 200) }),
  };
}

async function answers(
  engine: EngineClient,
  asked: GenerateRequest,
  signal = never,
): Promise<string[] | undefined> {
  const texts = Array.from({ length: asked.choices }, () => "");
  for await (const event of engine.generate(asked, signal)) {
    if (event.type === "text-delta") texts[event.choice] += event.text;
    if (event.type === "error" && event.error.code === "cancelled") return undefined;
    if (event.type === "error") throw new Error(JSON.stringify(event.error));
  }
  return texts;
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each<{ architecture: TinyArchitectureName; operations: number }>([
  { architecture: "llama", operations: OPERATIONS },
  // Its states are saved whole, at few points.
  { architecture: "qwen35", operations: Math.ceil(OPERATIONS / 4) },
])("the engine under random work on a tiny $architecture", ({ architecture, operations }) => {
  const options = optionsFor(architecture);
  beforeAll(() => writeTinyModel(options.weightsFile, { architecture, contextLength: 700 }));

  it(
    `gives the cache-less answer in ${operations} arrivals, cancels, evictions, restores and crashes`,
    async () => {
      const random = randomIntegers(41);
      const families = Array.from(
        { length: 5 },
        (_, family) => `family ${family}: ${`item ${family * 31} `.repeat(60)}`,
      );
      const { cache: _, ...withoutCache } = options;
      const plain = new EngineClient({ engine: { ...withoutCache, cells: 4096 } });
      const engine = new EngineClient({ engine: options });
      const expected = new Map<string, Promise<string[] | undefined>>();
      const expectedAnswer = (prompt: string) => {
        const known =
          expected.get(prompt) ??
          answers(plain, { ...request(prompt, `alone ${requests}`, 1), priority: "batch" });
        expected.set(prompt, known);
        return known;
      };
      let left = operations;
      let crashes = 0;
      const worker = async () => {
        while (left-- > 0) {
          const family = families[random(families.length)]!;
          const prompt = `${family.slice(0, 40 + 40 * random(8))} question ${random(4)}?`;
          const choices = 1 + random(3);
          const controller = new AbortController();
          const kind = random(20);
          if (kind === 0) setTimeout(() => controller.abort(), random(40));
          if (kind === 1 && crashes < operations / 60) {
            crashes++;
            if (engine.processId !== undefined && engine.state === "ready")
              process.kill(engine.processId, "SIGKILL");
          }
          const texts = await answers(engine, request(prompt, "shared", choices), controller.signal);
          if (texts === undefined) continue;
          const [text] = (await expectedAnswer(prompt))!;
          expect(texts, prompt).toEqual(texts.map(() => text));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      await expect.poll(() => engine.metrics().runningSequences).toBe(0);
      expect(engine.metrics().cells.active).toBe(0);
      expect(engine.metrics().cachedTokens).toBeGreaterThan(0);
      expect(engine.metrics().restarts).toBeGreaterThan(0);
      await Promise.all([engine.stop(1000), plain.stop(1000)]);
      const leftovers = readdirSync(options.cache!.folder!, { recursive: true }).map(String);
      expect(leftovers.filter((name) => name.endsWith(".part"))).toEqual([]);
    },
    60_000 + operations * 1_000,
  );
});
