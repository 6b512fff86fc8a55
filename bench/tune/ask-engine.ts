import type { EngineClient } from "../../src/engine/index.ts";
import type { PromptFormat } from "../../src/inference/index.ts";

let count = 0;

/** A greedy answer to one question, and how many tokens it took. */
export async function askEngine(
  engine: EngineClient,
  format: PromptFormat,
  question: string,
  maximumTokens: number,
  adapter: string | undefined,
): Promise<{ readonly text: string; readonly tokens: number }> {
  const answer = engine.generate(
    {
      id: `tune-${count++}`,
      prompt: await format.render([{ role: "user", content: question }]),
      priority: "interactive",
      choices: 1,
      maximumTokens,
      sampling: { temperature: 0, topP: 1, seed: 1, frequencyPenalty: 0, presencePenalty: 0, logitBias: [] },
      stop: [],
      cacheScope: "bench",
      ...(adapter !== undefined && { adapter }),
    },
    new AbortController().signal,
  );
  let text = "";
  let tokens = 0;
  for await (const event of answer) {
    if (event.type === "text-delta") text += event.text;
    if (event.type === "choice-end") tokens = event.usage.completionTokens;
  }
  return { text, tokens };
}
