import type { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type Embedded, EmbeddingFailure } from "../../engine/index.ts";
import type { EmbeddingModel } from "../../inference/index.ts";
import type { ApiEnvironment, ApiServices } from "../api-environment.ts";
import { modelNotFound } from "../errors/model-not-found.ts";
import { admitTo } from "../limits/admission.ts";
import { estimateTokens } from "../limits/estimate-tokens.ts";
import { callerOf } from "../metering/caller.ts";
import { RequestUsage } from "../metering/request-usage.ts";
import { randomAlphanumeric } from "../random-text.ts";
import type { RunningRequest } from "../running-requests.ts";
import {
  BIND_WEIGHTS,
  embeddingApiError,
  fixedDimensions,
  makesNoEmbeddings,
  tooManyDimensions,
} from "./embedding-errors.ts";
import { type embeddingList, toEmbedding } from "./embedding-object.ts";
import type { CreateEmbeddingRequest } from "./embedding-request.ts";
import { type EmbeddingInputs, readInput } from "./read-input.ts";

/** Does what a well-formed request asks for; throws an `ApiError` where it cannot be done. */
export async function createEmbeddings(
  context: Context<ApiEnvironment>,
  request: CreateEmbeddingRequest,
  services: ApiServices,
): Promise<z.infer<typeof embeddingList>> {
  const inputs = readInput(request.input);
  const model = modelOf(request.model, services);
  await admitTo(context, services, { name: request.model, model, tokens: estimateTokens(request.input, 0) });
  await checkDimensions(request.dimensions, model);
  const running = services.running.begin(context.req.raw.signal, context.env.dispatch?.timeoutMilliseconds);
  try {
    const usage = new RequestUsage(
      {
        id: `embd-${randomAlphanumeric(services.random, 29)}`,
        kind: "embeddings",
        endpoint: "/v1/embeddings",
        model: model.snapshot,
        caller: callerOf(context, request),
      },
      context.var.usage,
      services,
    );
    running.onEnd(usage.ended);
    const { vectors, tokens } = await embedded(model, inputs, running);
    usage.tally.prompt(tokens);
    services.metrics.generation(model.snapshot).prompt(tokens, 0);
    await usage.settle("completed");
    const format = {
      encoding: request.encoding_format ?? "float",
      dimensions: request.dimensions ?? undefined,
    };
    return {
      object: "list",
      data: vectors.map((vector, index) => toEmbedding(vector, index, format)),
      model: model.snapshot,
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    };
  } finally {
    running.end();
  }
}

/** Those who ask a model for texts are told that it is the wrong one; other names are not known here. */
function modelOf(name: string, { embeddings, lifecycle }: ApiServices): EmbeddingModel {
  lifecycle.refuseRetired(name);
  const model = embeddings.get(name);
  if (model !== undefined) return model;
  throw lifecycle.resolve(name) === undefined ? modelNotFound(name, BIND_WEIGHTS) : makesNoEmbeddings();
}

async function checkDimensions(asked: number | null | undefined, model: EmbeddingModel): Promise<void> {
  if (asked == null) return;
  const { dimensions } = await model.embedder.ready();
  if (asked > dimensions) throw tooManyDimensions(asked, dimensions);
  if (asked < dimensions && !model.truncatable) throw fixedDimensions();
}

async function embedded(
  { embedder }: EmbeddingModel,
  { inputs, isList }: EmbeddingInputs,
  { signal }: RunningRequest,
): Promise<Embedded> {
  try {
    return await embedder.embed(inputs, signal);
  } catch (error) {
    // The reason for which the work was ended is an `ApiError` already.
    signal.throwIfAborted();
    throw error instanceof EmbeddingFailure ? embeddingApiError(error.error, isList) : error;
  }
}
