import type {
  Conversation,
  GenerateOptions,
  Priority,
  ResponseFormat,
  Tool,
  ToolChoice,
} from "../../../inference/index.ts";
import { invalidRequest } from "../../errors/api-error.ts";
import type { ResponseRequest, TextFormat } from "../request/request-schema.ts";

export interface GenerationContext {
  /** Unique among the requests in flight. */
  readonly id: string;
  readonly seed: number;
  readonly priority?: Priority;
  /** Prompt caches are shared within it. */
  readonly cacheOwner: string;
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice;
}

/** What a checked request asks of the model, defaults filled in. */
export function toGenerateOptions(request: ResponseRequest, context: GenerationContext): GenerateOptions {
  const { max_output_tokens, temperature, top_p } = request;
  const wantsLogProbabilities = request.include?.includes("message.output_text.logprobs");
  return {
    id: context.id,
    priority: context.priority ?? "interactive",
    choices: 1,
    ...(max_output_tokens != null && { maximumTokens: max_output_tokens }),
    sampling: {
      temperature: temperature ?? 1,
      topP: top_p ?? 1,
      seed: context.seed,
      frequencyPenalty: 0,
      presencePenalty: 0,
      logitBias: [],
    },
    ...(wantsLogProbabilities && { topLogProbabilities: request.top_logprobs ?? 0 }),
    stop: [],
    responseFormat: toResponseFormat(request.text?.format),
    tools: context.tools,
    toolChoice: context.tools.length > 0 ? context.toolChoice : { mode: "none" },
    parallelToolCalls: request.parallel_tool_calls ?? true,
    cacheScope: `${context.cacheOwner}/${request.prompt_cache_key ?? ""}`,
    ...(request.prompt_cache_retention && { cacheRetention: request.prompt_cache_retention }),
  };
}

function toResponseFormat(format: TextFormat | null | undefined): ResponseFormat {
  switch (format?.type) {
    case undefined:
    case "text":
      return { type: "text" };
    case "json_object":
      return { type: "json-object" };
    case "json_schema": {
      const { name, description, schema, strict } = format;
      return {
        type: "json-schema",
        name,
        ...(description != null && { description }),
        schema,
        strict: strict ?? false,
      };
    }
  }
}

/**
 * Without the word in the prompt a model that has to write JSON may write white space for ever.
 * Instructions do not count, as they do not at the original service.
 */
export function requireWordJson(request: ResponseRequest, conversation: Conversation): void {
  if (request.text?.format?.type !== "json_object") return;
  const messages = request.instructions ? conversation.slice(1) : conversation;
  const mentioned = messages.some(({ content }) =>
    typeof content === "string"
      ? /json/i.test(content)
      : content.some((part) => part.type === "text" && /json/i.test(part.text)),
  );
  if (mentioned) return;
  throw invalidRequest(
    "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
    "input",
  );
}
