import type { Context } from "hono";
import { generateText, type ServedModel, type TextEvent } from "../../inference/index.ts";
import type { AnswerParts } from "../answer-parts/answer-parts.ts";
import { checkAnswerParts } from "../answer-parts/check-answer-parts.ts";
import type { ApiEnvironment, ApiServices } from "../api-environment.ts";
import { cacheOwnerOf } from "../cache-owner.ts";
import { invalidRequest } from "../errors/api-error.ts";
import { modelNotFound } from "../errors/model-not-found.ts";
import { admit } from "../limits/admission.ts";
import { estimateTokens } from "../limits/estimate-tokens.ts";
import { callerOf } from "../metering/caller.ts";
import { RequestUsage } from "../metering/request-usage.ts";
import { settledEvents } from "../metering/settled-events.ts";
import { metered } from "../metrics/metered.ts";
import { noteLifecycle } from "../models/lifecycle-notice.ts";
import { servedModel } from "../models/served-model.ts";
import { randomAlphanumeric } from "../random-text.ts";
import type { RunningRequest } from "../running-requests.ts";
import { KeptCompletion } from "../stored-completions/kept-completion.ts";
import { checkMessages } from "./check-messages.ts";
import { checkRequest } from "./check-request.ts";
import type { CompletionHead } from "./completion-head.ts";
import type { ChatCompletionRequest } from "./request-schema.ts";
import { toAnswerParts } from "./to-answer-parts.ts";
import { toConversation } from "./to-conversation.ts";
import { toGenerateOptions } from "./to-generate-options.ts";

/** One request at work: what its answer begins with, and the events it is made of. */
export interface Generation {
  readonly head: CompletionHead;
  readonly events: AsyncGenerator<TextEvent, void>;
  /** What the answer is held to, for naming what turns out to be beyond that. */
  readonly parts: AnswerParts;
}

/** Starts what a well-formed request asks for; throws an `ApiError` where it cannot be had. */
export async function startGeneration(
  context: Context<ApiEnvironment>,
  request: ChatCompletionRequest,
  services: ApiServices,
  running: RunningRequest,
): Promise<Generation> {
  noteLifecycle(context, request.model, services.lifecycle);
  const model = servedModel(request.model, services, modelNotFound);
  const maximumTokens = request.max_completion_tokens ?? request.max_tokens;
  const tokens = estimateTokens([request.messages, request.tools], maximumTokens, request.n ?? 1);
  await admit(context, services, { model: request.model, tokens });
  checkRequest(request, model.maximumOutputTokens);
  checkMessages(request.messages);
  const parts = toAnswerParts(request);
  checkAnswerParts(parts);
  await checkLogitBias(request, model);

  const { random } = services;
  const id = `chatcmpl-${randomAlphanumeric(random, 29)}`;
  const conversation = toConversation(request.messages);
  const cacheOwner = cacheOwnerOf(services, context.var.project);
  const priority = context.env.dispatch?.priority ?? "interactive";
  const options = toGenerateOptions(request, conversation, { id, cacheOwner, random, priority });
  const head = {
    id,
    created: Math.floor(services.clock.now() / 1000),
    model: model.snapshot,
    fingerprint: services.fingerprintOf(model),
    logProbabilities: request.logprobs === true,
    legacyFunctions: Boolean(request.functions),
  };
  const caller = callerOf(context, request);
  const usage = new RequestUsage(
    { id, kind: "completions", endpoint: "/v1/chat/completions", model: model.snapshot, caller },
    context.var.usage,
    services,
  );
  running.onEnd(usage.ended);
  const told = { ...options, onTokens: usage.tally.generated };
  const events = metered(generateText(model, conversation, told, running.signal), model, services);
  const kept = request.store ? new KeptCompletion(head, request, context.var) : undefined;
  return { head, parts, events: settledEvents(events, usage, kept) };
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
