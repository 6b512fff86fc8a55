import { EngineFailure, type GenerateEvent, type GenerateRequest } from "../../engine/index.ts";
import type { Conversation } from "../conversation.ts";
import { type InferenceError, InferenceFailure } from "../inference-error.ts";
import { promptFormatOf } from "../prompt/prompt-formats.ts";
import type { ServedModel } from "../served-models.ts";
import type { GenerateOptions } from "./generate-options.ts";
import { outputBound } from "./output-bound.ts";
import type { TextEvent } from "./text-event.ts";

/**
 * Generates answers to a conversation. Everything that goes wrong, from the first check to the last
 * token, comes as an `error` event; nothing is thrown. Aborting, or leaving the loop, cancels.
 */
export async function* generateText(
  model: ServedModel,
  conversation: Conversation,
  options: GenerateOptions,
  signal: AbortSignal,
): AsyncGenerator<TextEvent, void, undefined> {
  try {
    const request = await prepare(model, conversation, options);
    if (signal.aborted) {
      yield { type: "error", error: { code: "cancelled" } };
      return;
    }
    for await (const event of model.engine.generate(request, signal)) {
      yield translate(event);
      if (event.type === "end" || event.type === "error") return;
    }
    yield { type: "error", error: { code: "crashed", message: "The engine's answer broke off." } };
  } catch (cause) {
    yield { type: "error", error: errorOf(cause) };
  }
}

/** Tokens of the prompt that the same conversation and options would generate from. */
export async function countPromptTokens(
  model: ServedModel,
  conversation: Conversation,
  options: GenerateOptions,
): Promise<number> {
  return model.engine.countTokens((await prepare(model, conversation, options)).prompt);
}

async function prepare(
  model: ServedModel,
  conversation: Conversation,
  options: GenerateOptions,
): Promise<GenerateRequest> {
  const format = await promptFormatOf(model.engine);
  const prompt = await format.render(conversation);
  const maximumTokens = options.maximumTokens ?? (await outputBound(model, prompt));
  return {
    id: options.id,
    prompt,
    priority: options.priority,
    choices: options.choices,
    sampling: options.sampling,
    stop: [...options.stop, ...format.stop],
    cacheScope: options.cacheScope,
    ...(maximumTokens !== undefined && { maximumTokens }),
    ...(options.topLogProbabilities !== undefined && { topLogProbabilities: options.topLogProbabilities }),
    ...(options.prediction !== undefined && { prediction: options.prediction }),
    ...(options.cacheRetention !== undefined && { cacheRetention: options.cacheRetention }),
    ...(model.adapter !== undefined && { adapter: model.adapter }),
  };
}

function translate(event: GenerateEvent): TextEvent {
  return event.type === "started" ? { ...event, type: "start" } : event;
}

function errorOf(cause: unknown): InferenceError {
  if (cause instanceof InferenceFailure || cause instanceof EngineFailure) return cause.error;
  return { code: "internal", cause };
}
