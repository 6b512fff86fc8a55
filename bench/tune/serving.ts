import path from "node:path";
import type { EngineClient } from "../../src/engine/index.ts";
import { loadPromptFormat, type PromptFormat } from "../../src/inference/index.ts";
import { Model, openLlama } from "../../src/llama/index.ts";
import type { Row } from "../report/row.ts";
import { askEngine } from "./ask-engine.ts";
import { withEngine } from "./open-engine.ts";
import type { TunePart } from "./tune-part.ts";
import { writeUntrainedAdapter } from "./untrained-adapter.ts";

const STREAMS = 8;
const TOKENS = 64;
const RANK = 16;

/** Tokens a second of eight streams on the base alone, on one adapter, and spread over four. */
export const serveAdapters: TunePart = (place) =>
  withEngine(place, async (engine) => {
    const format = await loadPromptFormat(await engine.ready());
    const names = ["one", "two", "three", "four"];
    for (const [seed, id] of names.entries()) {
      const file = path.join(place.folder, `untrained-${id}.gguf`);
      writeUntrainedAdapter(place.weights, RANK, seed, file);
      engine.registerAdapter({ id, file });
    }
    const forbidden = await endTokens(place.weights);
    const rows: Row[] = [];
    for (const [what, adapters] of [
      ["base weights", [undefined]],
      ["one adapter", ["one"]],
      ["four adapters", names],
      ["base weights again", [undefined]],
    ] as const) {
      const subject = [await decodeRate(engine, format, adapters, forbidden)];
      rows.push({ what: `${STREAMS} streams, ${what}, decode`, unit: "tok/s", subject });
    }
    return rows;
  });

/**
 * From the moment when every stream has begun until the first has all its tokens. Answers must not end
 * before: else whichever adapter says less would look slower, for the time that its prompts took.
 */
async function decodeRate(
  engine: EngineClient,
  format: PromptFormat,
  adapters: readonly (string | undefined)[],
  forbidden: readonly number[],
): Promise<number> {
  const counts = new Array<number>(STREAMS).fill(0);
  const now = () => ({ at: performance.now(), tokens: counts.reduce((sum, count) => sum + count, 0) });
  let begun: ReturnType<typeof now> | undefined;
  let ended: ReturnType<typeof now> | undefined;
  const ask = (stream: number) => {
    const question = `Tell a long story about the number ${stream}.`;
    const adapter = adapters[stream % adapters.length];
    return askEngine(engine, format, { question, tokens: TOKENS, adapter, forbidden }, (_, tokens) => {
      counts[stream]! += tokens;
      if (counts.every((count) => count > 0)) begun ??= now();
      if (counts[stream]! >= TOKENS) ended ??= now();
    });
  };
  await Promise.all(Array.from({ length: STREAMS }, (_, stream) => ask(stream)));
  if (begun === undefined || ended === undefined || ended.at <= begun.at)
    throw new Error("the streams did not run side by side");
  return ((ended.tokens - begun.tokens) * 1000) / (ended.at - begun.at);
}

async function endTokens(weights: string): Promise<number[]> {
  using model = await Model.load(openLlama(), weights, { vocabularyOnly: true });
  const { vocabulary } = model;
  return [...Array(vocabulary.size).keys()].filter((token) => vocabulary.isEndOfGeneration(token));
}
