import { type EngineClient, EngineFailure, type TokenListener } from "../../src/engine/index.ts";
import type { PromptFormat } from "../../src/inference/index.ts";

export interface Question {
  readonly question: string;
  /** The most that the answer may have. */
  readonly tokens: number;
  readonly adapter: string | undefined;
  /** Tokens that it must not hold. */
  readonly forbidden?: readonly number[];
}

let count = 0;

/** A greedy answer. */
export async function askEngine(
  engine: EngineClient,
  format: PromptFormat,
  { question, tokens, adapter, forbidden = [] }: Question,
  onTokens?: TokenListener,
): Promise<string> {
  const logitBias = forbidden.map((token) => [token, -100] as const);
  const answer = engine.generate(
    {
      id: `tune-${count++}`,
      prompt: await format.render([{ role: "user", content: question }]),
      priority: "interactive",
      choices: 1,
      maximumTokens: tokens,
      sampling: { temperature: 0, topP: 1, seed: 1, frequencyPenalty: 0, presencePenalty: 0, logitBias },
      stop: [],
      cacheScope: "bench",
      ...(adapter !== undefined && { adapter }),
    },
    new AbortController().signal,
    onTokens,
  );
  let text = "";
  for await (const event of answer) {
    if (event.type === "error") throw new EngineFailure(event.error);
    if (event.type === "text-delta") text += event.text;
  }
  return text;
}
