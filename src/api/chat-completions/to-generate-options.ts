import type { Conversation, GenerateOptions, Priority, ResponseFormat } from "../../inference/index.ts";
import { invalidRequest } from "../errors/api-error.ts";
import type { RandomBytes } from "../random-text.ts";
import type { ChatCompletionRequest } from "./request-schema.ts";
import { toToolOptions } from "./to-tools.ts";

export interface GenerateContext {
  readonly id: string;
  readonly priority: Priority;
  /** Prompt caches are shared within it. */
  readonly cacheOwner: string;
  readonly random: RandomBytes;
}

/** What a checked request asks of the model, defaults filled in. */
export function toGenerateOptions(
  request: ChatCompletionRequest,
  conversation: Conversation,
  context: GenerateContext,
): GenerateOptions {
  const maximumTokens = request.max_completion_tokens ?? request.max_tokens;
  return {
    id: context.id,
    priority: context.priority,
    choices: request.n ?? 1,
    ...(maximumTokens != null && { maximumTokens }),
    sampling: {
      temperature: request.temperature ?? 1,
      topP: request.top_p ?? 1,
      seed: request.seed == null ? randomSeed(context.random) : foldSeed(request.seed),
      frequencyPenalty: request.frequency_penalty ?? 0,
      presencePenalty: request.presence_penalty ?? 0,
      logitBias: Object.entries(request.logit_bias ?? {}).map(([token, bias]) => [Number(token), bias]),
    },
    ...(request.logprobs && { topLogProbabilities: request.top_logprobs ?? 0 }),
    stop: typeof request.stop === "string" ? [request.stop] : (request.stop ?? []),
    responseFormat: toResponseFormat(request.response_format, conversation),
    ...toToolOptions(request),
    ...(request.prediction && { prediction: textOf(request.prediction.content) }),
    cacheScope: `${context.cacheOwner}/${request.prompt_cache_key ?? ""}`,
    ...(request.prompt_cache_retention && { cacheRetention: request.prompt_cache_retention }),
  };
}

function toResponseFormat(
  format: ChatCompletionRequest["response_format"],
  conversation: Conversation,
): ResponseFormat {
  switch (format?.type) {
    case undefined:
    case "text":
      return { type: "text" };
    case "json_object":
      requireWordJson(conversation);
      return { type: "json-object" };
    case "json_schema": {
      const { name, description, schema, strict } = format.json_schema;
      return {
        type: "json-schema",
        name,
        ...(description != null && { description }),
        schema: schema ?? {},
        strict: strict ?? false,
      };
    }
  }
}

/** Without the word in the prompt a model that has to write JSON may write white space for ever. */
function requireWordJson(conversation: Conversation): void {
  const mentioned = conversation.some(({ content }) =>
    typeof content === "string"
      ? /json/i.test(content)
      : content.some((part) => part.type === "text" && /json/i.test(part.text)),
  );
  if (mentioned) return;
  throw invalidRequest(
    "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    "messages",
  );
}

function textOf(content: string | readonly { readonly text: string }[]): string {
  return typeof content === "string" ? content : content.map((part) => part.text).join("");
}

function randomSeed(random: RandomBytes): number {
  return Buffer.from(random(4)).readUInt32LE();
}

/** Samplers take 32 bits; the upper ones of a 64-bit seed shall make a difference too. */
function foldSeed(seed: number): number {
  const bits = BigInt.asUintN(64, BigInt(seed));
  return Number(BigInt.asUintN(32, bits ^ (bits >> 32n)));
}
