import {
  EngineFailure,
  type GenerateEvent,
  type GenerateRequest,
  type PromptSegment,
} from "../../engine/index.ts";
import type { Conversation } from "../conversation.ts";
import { type InferenceError, InferenceFailure } from "../inference-error.ts";
import { requireTextOnly } from "../message-text.ts";
import type { PromptFormat } from "../prompt/prompt-format.ts";
import { promptFormatOf } from "../prompt/prompt-formats.ts";
import type { ServedModel } from "../served-models.ts";
import { type AnswerPlan, planAnswer } from "./answer-plan.ts";
import { createCallId } from "./call-id.ts";
import { ChoiceReader } from "./choice-reader.ts";
import type { GenerateOptions } from "./generate-options.ts";
import { introduce } from "./introduce.ts";
import { outputBound } from "./output-bound.ts";
import type { TextEvent } from "./text-event.ts";

export interface GenerateDependencies {
  readonly createCallId: () => string;
}

/**
 * Generates answers to a conversation. Everything that goes wrong, from the first check to the last
 * token, comes as an `error` event; nothing is thrown. Aborting, or leaving the loop, cancels.
 */
export async function* generateText(
  model: ServedModel,
  conversation: Conversation,
  options: GenerateOptions,
  signal: AbortSignal,
  dependencies: GenerateDependencies = { createCallId },
): AsyncGenerator<TextEvent, void, undefined> {
  try {
    const prepared = await prepare(model, conversation, options);
    const request = await toRequest(model, options, prepared);
    if (signal.aborted) {
      yield { type: "error", error: { code: "cancelled" } };
      return;
    }
    const readers = Array.from({ length: options.choices }, (_, choice) => {
      return new ChoiceReader(choice, prepared.plan, dependencies.createCallId);
    });
    for await (const event of model.engine.generate(request, signal, options.onTokens)) {
      yield* translate(event, readers);
      if (event.type === "end" || event.type === "error") return;
    }
    yield { type: "error", error: { code: "crashed", message: "The engine's answer broke off." } };
  } catch (cause) {
    yield { type: "error", error: errorOf(cause) };
  }
}

/**
 * Tokens of the prompt that the same conversation and options would generate from. Rejects with an
 * {@link InferenceFailure} or an {@link EngineFailure}.
 */
export async function countPromptTokens(
  model: ServedModel,
  conversation: Conversation,
  options: GenerateOptions,
): Promise<number> {
  return model.engine.countTokens((await prepare(model, conversation, options)).prompt);
}

interface Prepared {
  readonly plan: AnswerPlan;
  readonly prompt: readonly PromptSegment[];
  readonly format: PromptFormat;
}

async function prepare(
  model: ServedModel,
  conversation: Conversation,
  options: GenerateOptions,
): Promise<Prepared> {
  requireTextOnly(conversation);
  const format = await promptFormatOf(model.engine);
  const plan = planAnswer(conversation, options, format);
  const prompt = await format.render(introduce(conversation, plan), {
    tools: plan.templateTools,
    marksAnswers: plan.marksAnswers,
    prefill: plan.prefill,
  });
  const { saidAlready } = options;
  if (saidAlready === undefined) return { plan, prompt, format };
  if (plan.constraint !== undefined || plan.createParser !== undefined) {
    throw new Error("Only an answer in plain text can go on from what it has said.");
  }
  return { plan, prompt: [...prompt, { trusted: false, text: saidAlready }], format };
}

async function toRequest(
  model: ServedModel,
  options: GenerateOptions,
  { plan, prompt, format }: Prepared,
): Promise<GenerateRequest> {
  const maximumTokens = options.maximumTokens ?? (await outputBound(model, prompt));
  return {
    id: options.id,
    prompt,
    priority: options.priority,
    choices: options.choices,
    sampling: options.sampling,
    stop: [...plan.stop, ...format.stop],
    cacheScope: options.cacheScope,
    ...(maximumTokens !== undefined && { maximumTokens }),
    ...(plan.constraint !== undefined && { constraint: plan.constraint }),
    ...(options.topLogProbabilities !== undefined && { topLogProbabilities: options.topLogProbabilities }),
    ...(options.prediction !== undefined && { prediction: options.prediction }),
    ...(options.cacheRetention !== undefined && { cacheRetention: options.cacheRetention }),
    ...(model.adapter !== undefined && { adapter: model.adapter }),
  };
}

function translate(event: GenerateEvent, readers: readonly ChoiceReader[]): readonly TextEvent[] {
  switch (event.type) {
    case "started":
      return [{ ...event, type: "start" }];
    case "text-delta":
      return readers[event.choice]!.read(event);
    case "choice-end":
      return readers[event.choice]!.end(event.reason, event.usage);
    default:
      return [event];
  }
}

function errorOf(cause: unknown): InferenceError {
  if (cause instanceof InferenceFailure || cause instanceof EngineFailure) return cause.error;
  return { code: "internal", cause };
}
