import type { EngineOptions, SampledToken } from "../../src/engine/index.ts";
import { atMost, type Row } from "../report/row.ts";
import { failIfError, longRequest, never, startLongEngine, textOfTokens } from "./long-prompt.ts";

/**
 * Log probabilities behind a long prompt, computed in chunks of 64 tokens and in one piece. A cell in
 * the wrong place, or a wrong position, would show at once: the text is different at every place.
 */
export async function chunkedLogits(weightsFile: string, tokens: number, threads: number): Promise<Row[]> {
  const common = {
    weightsFile,
    contextLength: tokens,
    cells: tokens,
    keyValueType: "f32",
    threads,
    flashAttention: "off",
  } as const;
  const chunked = await topAlternatives({ ...common, batchTokens: 64, maximumRunning: 4 }, tokens);
  const whole = await topAlternatives({ ...common, batchTokens: tokens, maximumRunning: 4 }, tokens);
  let difference = 0;
  for (const [index, token] of chunked.entries()) {
    for (const [rank, alternative] of token.alternatives.entries()) {
      const other = whole[index]!.alternatives[rank]!;
      const gap = Math.abs(alternative.logProbability - other.logProbability);
      difference = Math.max(difference, alternative.token === other.token ? gap : Math.max(gap, 1e-4));
    }
  }
  return [
    {
      what: `log probabilities after ${tokens} tokens, in chunks against in one piece, largest difference`,
      unit: "",
      subject: [difference],
      target: atMost("value", 0.001),
    },
  ];
}

async function topAlternatives(options: EngineOptions, tokens: number): Promise<SampledToken[]> {
  const engine = await startLongEngine(options);
  const text = await textOfTokens(engine, tokens - 16);
  const sampled: SampledToken[] = [];
  for await (const event of engine.generate(longRequest(text, { topLogProbabilities: 20 }), never)) {
    failIfError(event);
    if (event.type === "text-delta") sampled.push(...(event.sampled ?? []));
  }
  await engine.stop(0);
  return sampled;
}
