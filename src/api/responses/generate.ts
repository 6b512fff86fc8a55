import {
  type Conversation,
  type GenerateOptions,
  generateText,
  type InferenceError,
  type ServedModel,
  type TextEvent,
} from "../../inference/index.ts";
import type { ApiServices } from "../api-environment.ts";
import { generationError } from "../errors/generation-error.ts";
import { internalError } from "../errors/server-errors.ts";
import { metered } from "../metrics/metered.ts";
import { responsesApiError } from "./errors.ts";
import type { PreparedResponse } from "./prepare-response.ts";

type Event = Exclude<TextEvent, { type: "error" }>;

/**
 * The events of one generation up to its end; throws an `ApiError` where it fails. What an answer
 * has said already is told first, and counts as its own.
 */
export async function* generate(
  { model, request }: Pick<PreparedResponse, "model" | "request">,
  conversation: Conversation,
  options: GenerateOptions,
  services: ApiServices,
  signal: AbortSignal,
): AsyncGenerator<Event, void> {
  // Asked before as well, but not by the process that takes a background response up.
  await model.ready?.();
  const said = options.saidAlready ?? "";
  const saidTokens = said === "" ? 0 : await model.engine.countTokens([{ trusted: false, text: said }]);
  if (said !== "") yield { type: "text-delta", choice: 0, text: said };
  if (saidTokens > 0) options.onTokens?.(0, saidTokens);
  const bound = options.maximumTokens;
  const bounded =
    bound === undefined ? options : { ...options, maximumTokens: Math.max(1, bound - saidTokens) };
  for await (const event of withinContext(model, conversation, bounded, services, signal)) {
    if (event.type === "error") {
      throw generationError(event.error, signal, (error) => responsesApiError(error, request));
    }
    yield counted(event, saidTokens);
    if (event.type === "end") return;
  }
  throw internalError(new Error("The answer ended without saying so."));
}

/** An answer whose bound goes beyond the context is cut where that ends, instead of being refused. */
async function* withinContext(
  model: ServedModel,
  conversation: Conversation,
  options: GenerateOptions,
  services: ApiServices,
  signal: AbortSignal,
): AsyncGenerator<TextEvent, void> {
  const { maximumTokens, ...unbounded } = options;
  for await (const event of metered(generateText(model, conversation, options, signal), model, services)) {
    if (maximumTokens === undefined || event.type !== "error" || !isBoundBeyondContext(event.error)) {
      yield event;
      continue;
    }
    yield* metered(generateText(model, conversation, unbounded, signal), model, services);
    return;
  }
}

/** Whether the prompt fits, and only the longest answer that the client allows does not. */
function isBoundBeyondContext(error: InferenceError): boolean {
  return (
    error.code === "context-length-exceeded" &&
    error.requestedTokens > 0 &&
    error.promptTokens < error.contextLength
  );
}

/** What was said before lies in the prompt by now, but is part of the answer. */
function counted(event: Event, saidTokens: number): Event {
  if (event.type === "start") return { ...event, promptTokens: event.promptTokens - saidTokens };
  if (event.type !== "choice-end") return event;
  const { usage } = event;
  return { ...event, usage: { ...usage, completionTokens: usage.completionTokens + saidTokens } };
}
