import type { GenerateRequest } from "../generate-request.ts";
import { TextAssembler } from "../text/text-assembler.ts";
import { TokenList } from "../token-list.ts";
import type { Vocabulary } from "./applied-tokens.ts";
import type { ScheduledRequest, Sequence } from "./sequence.ts";

/** What a crashed engine had generated of a choice, and whether that choice had come to its end. */
export interface ResumedChoice {
  readonly tokens: readonly number[];
  readonly ended: boolean;
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
  options: { readonly contextLength: number; readonly vocabulary: Vocabulary },
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
    started: resumed.some(({ tokens }) => tokens.length > 0),
    openChoices: source.choices - resumed.filter(({ ended }) => ended).length,
  };
  for (let choice = 0; choice < source.choices; choice++) {
    const tokens = new TokenList(prompt);
    const text = new TextAssembler(source.stop);
    const { tokens: generated, ended } = resumed[choice] ?? { tokens: [], ended: false };
    for (const token of generated) {
      tokens.append(token);
      text.push(options.vocabulary.pieceBytes(token));
    }
    sequences.push({
      request,
      choice,
      tokens,
      computed: 0,
      slot: undefined,
      state: ended ? "closed" : "waiting",
      text,
      draft: undefined,
      acceptedPredictionTokens: 0,
      rejectedPredictionTokens: 0,
    });
  }
  return request;
}
