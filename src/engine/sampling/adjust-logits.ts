import type { SamplingOptions } from "../generate-request.ts";
import type { TokenList } from "../token-list.ts";

/**
 * Applies logit bias and the two penalties in place. As OpenAI defines them: for every token that
 * the answer (not the prompt) already has `count` times, `logit −= count·frequency + presence`.
 */
export function adjustLogits(
  logits: Float32Array,
  sampling: SamplingOptions,
  counts: ReadonlyMap<number, number>,
) {
  for (const [token, bias] of sampling.logitBias) {
    if (token < logits.length) logits[token]! += bias;
  }
  const { frequencyPenalty, presencePenalty } = sampling;
  if (frequencyPenalty === 0 && presencePenalty === 0) return;
  for (const [token, count] of counts) logits[token]! -= count * frequencyPenalty + presencePenalty;
}

/** How often each token occurs from `from` on. */
export function countTokens(tokens: TokenList, from: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (let index = from; index < tokens.length; index++) {
    const token = tokens.at(index);
    counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  return counts;
}
