import { generateText, type ServedModel, type TextEvent } from "../../inference/index.ts";
import type { ApiServices } from "../api-environment.ts";
import { ApiError, invalidRequest } from "../errors/api-error.ts";
import { inferenceApiError } from "../errors/inference-errors.ts";
import { modelNotFound } from "../errors/model-not-found.ts";
import { randomAlphanumeric } from "../random-text.ts";
import type { RunningRequest } from "../running-requests.ts";
import { checkMessages } from "./check-messages.ts";
import { checkRequest } from "./check-request.ts";
import { checkSupport } from "./check-support.ts";
import type { CompletionHead } from "./completion-head.ts";
import type { ChatCompletionRequest } from "./request-schema.ts";
import { toConversation } from "./to-conversation.ts";
import { toGenerateOptions } from "./to-generate-options.ts";

/** One request at work: what its answer begins with, and the events it is made of. */
export interface Generation {
  readonly head: CompletionHead;
  readonly events: AsyncGenerator<TextEvent, void>;
}

/** Starts what a well-formed request asks for; throws an `ApiError` where it cannot be had. */
export async function startGeneration(
  request: ChatCompletionRequest,
  services: ApiServices,
  running: RunningRequest,
): Promise<Generation> {
  const model = services.models.resolve(request.model);
  if (model === undefined) throw modelNotFound(request.model);
  checkRequest(request, model.maximumOutputTokens);
  checkMessages(request.messages);
  await checkLogitBias(request, model);

  const { random, organization } = services;
  const id = `chatcmpl-${randomAlphanumeric(random, 29)}`;
  const conversation = toConversation(request.messages);
  const options = toGenerateOptions(request, conversation, { id, organization, random });
  checkSupport(options, Boolean(request.functions));
  return {
    head: {
      id,
      created: Math.floor(services.clock.now() / 1000),
      model: model.snapshot,
      fingerprint: services.fingerprintOf(model),
      logProbabilities: request.logprobs === true,
      legacyFunctions: Boolean(request.functions),
    },
    events: metered(generateText(model, conversation, options, running.signal), model, services),
  };
}

async function checkLogitBias({ logit_bias }: ChatCompletionRequest, { engine }: ServedModel): Promise<void> {
  if (!logit_bias) return;
  const { vocabularySize } = await engine.ready();
  for (const token of Object.keys(logit_bias)) {
    if (Number(token) < vocabularySize) continue;
    throw invalidRequest(
      `Invalid key in 'logit_bias': ${token}. Maximum value is ${vocabularySize - 1}.`,
      "logit_bias",
      "invalid_value",
    );
  }
}

/** Passes events on and counts them. */
async function* metered(
  events: AsyncIterable<TextEvent>,
  model: ServedModel,
  { metrics, clock }: ApiServices,
): AsyncGenerator<TextEvent, void> {
  const meter = metrics.generation(model.snapshot);
  let previous = clock.elapsed();
  let first = true;
  for await (const event of events) {
    if (event.type === "start") meter.prompt(event.promptTokens, event.cachedTokens);
    if (event.type === "choice-end") meter.completion(event.usage.completionTokens);
    if (event.type === "text-delta" || event.type === "tool-call-delta") {
      const now = clock.elapsed();
      if (first) meter.firstToken((now - previous) / 1000);
      else meter.nextToken((now - previous) / 1000);
      first = false;
      previous = now;
    }
    yield event;
  }
}

/** What a failed generation is told as: work that this side ended has the reason it was ended for. */
export function generationError(
  event: Extract<TextEvent, { type: "error" }>,
  { signal }: RunningRequest,
): ApiError {
  if (event.error.code === "cancelled" && signal.reason instanceof ApiError) return signal.reason;
  return inferenceApiError(event.error);
}
