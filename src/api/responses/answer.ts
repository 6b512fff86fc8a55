import {
  type Conversation,
  countPromptTokens,
  type GenerateOptions,
  generateText,
  type InferenceError,
  type TextEvent,
} from "../../inference/index.ts";
import type { ApiServices } from "../api-environment.ts";
import { generationError } from "../errors/generation-error.ts";
import { internalError } from "../errors/server-errors.ts";
import { metered } from "../metrics/metered.ts";
import { responsesApiError } from "./errors.ts";
import type { ResponseEvent, StreamComment } from "./events/response-event.ts";
import type { ResponseWriter } from "./events/response-writer.ts";
import type { ResponseItem } from "./items/item.ts";
import type { PreparedResponse } from "./prepare-response.ts";
import { toConversation } from "./prompt/to-conversation.ts";
import { requireWordJson, toGenerateOptions } from "./prompt/to-generate-options.ts";
import { truncateItems } from "./prompt/truncate-items.ts";
import { toToolChoice } from "./request/to-tool-choice.ts";
import { isClientTool, toTool } from "./request/to-tools.ts";

/**
 * Asks the model, and tells what comes of it, from the first item to the last event. Throws an
 * `ApiError` where it comes to nothing.
 */
export async function* answer(
  prepared: PreparedResponse,
  writer: ResponseWriter,
  services: ApiServices,
  signal: AbortSignal,
): AsyncGenerator<ResponseEvent | StreamComment, void> {
  const { request, body, seed } = prepared;
  const options = toGenerateOptions(request, {
    id: body.id,
    seed,
    organization: services.organization,
    tools: (request.tools ?? []).filter(isClientTool).map(toTool),
    toolChoice: toToolChoice(request.tool_choice, () => []),
  });
  const conversation = await promptOf(prepared, options);
  requireWordJson(request, conversation);
  for await (const event of generate(prepared, conversation, options, services, signal)) {
    if (event.type === "prefill-progress") yield prefillComment(event);
    else yield* writer.write(event);
  }
  yield* writer.finished(Math.floor(services.clock.now() / 1000));
}

/** The conversation, without its oldest items where the request prefers that to being refused. */
async function promptOf(
  { request, model, body, earlier, input }: PreparedResponse,
  options: GenerateOptions,
): Promise<Conversation> {
  const items = [...earlier, ...input];
  const rendered = (some: readonly ResponseItem[]) =>
    toConversation({ instructions: body.instructions, items: some });
  if (request.truncation !== "auto") return rendered(items);
  const room = Math.min(request.max_output_tokens ?? model.contextLength / 8, model.contextLength / 2);
  const kept = await truncateItems(items, async (some) => {
    const tokens = await countPromptTokens(model, rendered(some), options);
    return tokens + room <= model.contextLength;
  });
  return rendered(kept);
}

function prefillComment(progress: Extract<TextEvent, { type: "prefill-progress" }>): StreamComment {
  return { type: "comment", text: `prefill ${progress.computedTokens} of ${progress.promptTokens} tokens` };
}

/** The events of one generation up to its end; throws an `ApiError` where it fails. */
async function* generate(
  prepared: PreparedResponse,
  conversation: Conversation,
  options: GenerateOptions,
  services: ApiServices,
  signal: AbortSignal,
): AsyncGenerator<Exclude<TextEvent, { type: "error" }>, void> {
  const { model, request } = prepared;
  const events = metered(generateText(model, conversation, options, signal), model, services);
  for await (const event of events) {
    if (event.type === "error") {
      if (!isBoundBeyondContext(event.error))
        throw generationError(event.error, signal, (error) => responsesApiError(error, request));
      // The answer is cut where the context ends, and says so, instead of being refused.
      const { maximumTokens: _, ...unbounded } = options;
      yield* generate(prepared, conversation, unbounded, services, signal);
      return;
    }
    yield event;
    if (event.type === "end") return;
  }
  throw internalError(new Error("The answer ended without saying so."));
}

/** Whether the prompt fits, and only the longest answer that the client allows does not. */
function isBoundBeyondContext(error: InferenceError): boolean {
  return (
    error.code === "context-length-exceeded" &&
    error.requestedTokens > 0 &&
    error.promptTokens < error.contextLength
  );
}
