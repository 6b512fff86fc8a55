import type { SampledToken, TokenLogProbability } from "../../engine/index.ts";

interface WireToken {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: readonly number[];
}

export interface WireLogProbability extends WireToken {
  readonly top_logprobs: readonly WireToken[];
}

/** The `logprobs` object of a choice or a chunk. These models have no separate refusals. */
export interface WireLogProbabilities {
  readonly content: readonly WireLogProbability[];
  readonly refusal: null;
}

export function wireLogProbabilities(sampled: readonly SampledToken[]): WireLogProbabilities {
  return {
    content: sampled.map((token) => ({
      ...wireToken(token),
      top_logprobs: token.alternatives.map(wireToken),
    })),
    refusal: null,
  };
}

function wireToken({ token, logProbability, bytes }: TokenLogProbability): WireToken {
  return { token, logprob: logProbability, bytes };
}
