import {
  type Conversation,
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
import type { PreparedResponse } from "./prepare-response.ts";

/** The events of one generation up to its end; throws an `ApiError` where it fails. */
export async function* generate(
  { model, request }: Pick<PreparedResponse, "model" | "request">,
  conversation: Conversation,
  options: GenerateOptions,
  services: ApiServices,
  signal: AbortSignal,
): AsyncGenerator<Exclude<TextEvent, { type: "error" }>, void> {
  const events = metered(generateText(model, conversation, options, signal), model, services);
  for await (const event of events) {
    if (event.type === "error") {
      if (!isBoundBeyondContext(event.error)) {
        throw generationError(event.error, signal, (error) => responsesApiError(error, request));
      }
      // The answer is cut where the context ends, and says so, instead of being refused.
      const { maximumTokens: _, ...unbounded } = options;
      yield* generate({ model, request }, conversation, unbounded, services, signal);
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
