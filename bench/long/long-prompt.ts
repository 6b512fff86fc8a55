import {
  EngineClient,
  type EngineOptions,
  type GenerateEvent,
  type GenerateRequest,
} from "../../src/engine/index.ts";
import { writeTinyModel } from "../../test/tiny-model/index.ts";

/** Small enough that a quarter of a million tokens of attention take minutes. */
export function writeLongModel(file: string, contextLength: number): void {
  writeTinyModel(file, { contextLength, layers: 1, embedding: 32, seed: 7 });
}

let count = 0;

export function longRequest(text: string, options: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    id: `long-${count++}`,
    prompt: [{ trusted: false, text }],
    priority: "interactive",
    choices: 1,
    maximumTokens: 8,
    sampling: { temperature: 0, topP: 1, seed: 1, frequencyPenalty: 0, presencePenalty: 0, logitBias: [] },
    stop: [],
    cacheScope: "bench",
    ...options,
  };
}

/** A text of nearly, and no more than, this many tokens of the engine's vocabulary, different at every place. */
export async function textOfTokens(engine: EngineClient, tokens: number): Promise<string> {
  const lines = (from: number, to: number) =>
    Array.from(
      { length: to - from },
      (_, index) => `${from + index}: value ${((from + index) * 7919) % 10007}`,
    ).join("\n");
  const sample = await engine.countTokens([{ trusted: false, text: lines(0, 2000) }]);
  let wanted = Math.floor((tokens / sample) * 2000 * 0.97);
  let text = lines(0, wanted);
  for (;;) {
    const counted = await engine.countTokens([{ trusted: false, text }]);
    if (counted <= tokens) return text;
    wanted = Math.floor(wanted * (tokens / counted) * 0.999);
    text = lines(0, wanted);
  }
}

export async function startLongEngine(options: EngineOptions): Promise<EngineClient> {
  const engine = new EngineClient({ engine: options });
  await engine.ready();
  return engine;
}

export const never = new AbortController().signal;

export function failIfError(event: GenerateEvent): void {
  if (event.type === "error") throw new Error(`the engine answered ${JSON.stringify(event.error)}`);
}
