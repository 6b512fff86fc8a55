import type { DraftSource } from "../draft/draft-source.ts";
import { NgramDraft } from "../draft/ngram-draft.ts";
import type { SampledToken } from "../generate-event.ts";
import type { GenerateRequest } from "../generate-request.ts";
import { TextAssembler } from "../text/text-assembler.ts";
import { TokenList } from "../token-list.ts";
import type { Vocabulary } from "./applied-tokens.ts";
import type { ScheduledRequest, Sequence } from "./sequence.ts";

/** What a crashed engine had generated of a choice, and whether that choice had come to its end. */
export interface ResumedChoice {
  readonly tokens: readonly number[];
  readonly ended: boolean;
  /** Log probabilities of the last tokens, whose text was held back and which the client is yet to be told. */
  readonly unreported?: readonly SampledToken[];
}

export interface CreateRequestOptions {
  readonly contextLength: number;
  readonly vocabulary: Vocabulary;
  /** Guess from the text so far where the request brings no prediction. */
  readonly promptLookup: boolean;
}

/**
 * One sequence per choice. Choices share their prompt through the prefix cache like any other
 * requests with a common prefix, so `n` needs no machinery of its own. Tokens that a crashed
 * engine had generated run through the text assembler again, whose output the client already has.
 */
export function createRequest(
  source: GenerateRequest,
  prompt: ArrayLike<number>,
  resumed: readonly ResumedChoice[],
  prediction: ArrayLike<number> | undefined,
  options: CreateRequestOptions,
): ScheduledRequest {
  const sequences: Sequence[] = [];
  const room = options.contextLength - prompt.length;
  const request: ScheduledRequest = {
    source,
    space: `${source.cacheScope}\u0000${source.adapter ?? ""}`,
    promptLength: prompt.length,
    maximumTokens: Math.min(source.maximumTokens ?? room, room),
    sequences,
    cachedTokens: 0,
    started: resumed.some(({ tokens, ended }) => ended || tokens.length > 0),
    openChoices: source.choices - resumed.filter(({ ended }) => ended).length,
  };
  for (let choice = 0; choice < source.choices; choice++) {
    const tokens = new TokenList(prompt);
    const text = new TextAssembler(source.stop);
    const { tokens: generated, ended, unreported = [] } = resumed[choice] ?? { tokens: [], ended: false };
    const reported = generated.length - unreported.length;
    for (const [index, token] of generated.entries()) {
      tokens.append(token);
      text.push(options.vocabulary.pieceBytes(token), unreported[index - reported]);
    }
    sequences.push({
      request,
      choice,
      tokens,
      computed: 0,
      slot: undefined,
      state: ended ? "closed" : "waiting",
      text,
      draft: createDraft(tokens, prediction, generated.length === 0, options.promptLookup),
      restore: undefined,
      acceptedPredictionTokens: 0,
      rejectedPredictionTokens: 0,
    });
  }
  return request;
}

function createDraft(
  tokens: TokenList,
  prediction: ArrayLike<number> | undefined,
  fresh: boolean,
  promptLookup: boolean,
): DraftSource | undefined {
  if (prediction !== undefined && prediction.length > 0) {
    const source = new TokenList(prediction);
    return new NgramDraft({ kind: "prediction", source, match: 2, fromStart: fresh });
  }
  if (!promptLookup) return undefined;
  return new NgramDraft({ kind: "prompt-lookup", source: tokens, match: 4, fromStart: false });
}
