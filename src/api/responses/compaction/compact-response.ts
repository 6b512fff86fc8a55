import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { ServedModel } from "../../../inference/index.ts";
import { createId } from "../../../store/index.ts";
import type { ApiEnvironment, ApiServices, Resource } from "../../api-environment.ts";
import { cacheOwnerOf } from "../../cache-owner.ts";
import { invalidRequest } from "../../errors/api-error.ts";
import { errorAnswers } from "../../errors/error-schema.ts";
import { admit } from "../../limits/admission.ts";
import { estimateTokens } from "../../limits/estimate-tokens.ts";
import { callerOf } from "../../metering/caller.ts";
import { RequestUsage } from "../../metering/request-usage.ts";
import { noteLifecycle } from "../../models/lifecycle-notice.ts";
import { jsonBody } from "../../request-body/json-body.ts";
import type { RunningRequest } from "../../running-requests.ts";
import { unsupportedParameter } from "../errors.ts";
import { type ResponseItem, responseItem } from "../items/item.ts";
import { responsesModel } from "../prepare-response.ts";
import { pairCalls } from "../prompt/pair-calls.ts";
import { promptItems } from "../prompt/prompt-items.ts";
import { rejectInvalidRequest } from "../request/reject-invalid-request.ts";
import { promptFields, serviceTier } from "../request/request-schema.ts";
import { responseUsage } from "../response-schema.ts";
import { encodeSummary } from "./encrypted-summary.ts";
import { summarize, tokens } from "./summarize.ts";
import { transcript } from "./transcript.ts";

const { input, instructions, previous_response_id } = promptFields;

const compactRequest = z
  .strictObject({
    model: z.string(),
    input,
    instructions,
    previous_response_id,
    prompt_cache_key: z.string().max(64).nullish(),
    prompt_cache_retention: z.enum(["in_memory", "24h"]).nullish(),
    service_tier: serviceTier.nullish(),
    prompt_cache_options: z.unknown().optional().openapi({ description: "Not supported by these models." }),
  })
  .openapi("CompactResponseRequest");

const compactedResponse = z
  .object({
    id: z.string(),
    object: z.literal("response.compaction"),
    created_at: z.int(),
    output: z.array(responseItem),
    usage: responseUsage,
  })
  .openapi("CompactedResponse");

/** `POST /v1/responses/compact` */
export const compactResponse: Resource = (application, services) => {
  const route = createRoute({
    method: "post",
    path: "/v1/responses/compact",
    summary: "Say a long conversation in fewer words, to go on from.",
    tags: ["Responses"],
    middleware: [jsonBody(services.limits.maximumBodyBytes)] as const,
    request: { body: { required: true, content: { "application/json": { schema: compactRequest } } } },
    responses: {
      200: {
        description: "Items that stand for the conversation. Nothing of it is stored.",
        content: { "application/json": { schema: compactedResponse } },
      },
      ...errorAnswers,
    },
  });
  application.openapi(
    route,
    async (context) => {
      const running = services.running.begin(context.req.raw.signal);
      try {
        const request = context.req.valid("json");
        const compacted = await compact(context, request, services, running);
        return context.json(compacted, 200);
      } finally {
        running.end();
      }
    },
    rejectInvalidRequest(compactRequest),
  );
};

async function compact(
  context: Context<ApiEnvironment>,
  request: z.infer<typeof compactRequest>,
  services: ApiServices,
  running: RunningRequest,
): Promise<z.infer<typeof compactedResponse>> {
  const { random, clock } = services;
  if (request.prompt_cache_options != null) throw unsupportedParameter("prompt_cache_options");
  noteLifecycle(context, request.model, services.lifecycle);
  const model = responsesModel(services, request.model);
  const wanted = estimateTokens([request.input, request.instructions], undefined);
  await admit(context, services, { model: request.model, tokens: wanted });
  const { earlier, input: added } = await promptItems(request, context.var.project, services);
  const items = [...earlier, ...added];
  if (items.length === 0) {
    throw invalidRequest(
      "One of 'input' or 'previous_response_id' must be provided.",
      "input",
      "missing_required_parameter",
    );
  }
  pairCalls(items);
  const id = createId("resp", random);
  const cost = new RequestUsage(
    {
      id,
      kind: "completions",
      endpoint: "/v1/responses/compact",
      model: model.snapshot,
      caller: callerOf(context, {}),
    },
    context.var.usage,
    services,
  );
  running.onEnd(cost.ended);
  const { summary, usage } = await summarize(
    {
      id,
      model,
      instructions: request.instructions,
      text: transcript(items),
      cacheScope: `${cacheOwnerOf(services, context.var.project)}/${request.prompt_cache_key ?? ""}`,
    },
    cost,
    services,
    running.signal,
  );
  const compaction = {
    id: createId("cmp", random),
    type: "compaction" as const,
    encrypted_content: encodeSummary(summary),
  };
  const output = [...(await keptMessages(items, model)), compaction];
  await cost.settle("completed");
  return {
    id,
    object: "response.compaction",
    created_at: Math.floor(clock.now() / 1000),
    output,
    usage,
  };
}

/** The part of the context that messages may take which are kept as they are. */
const KEPT_SHARE = 1 / 4;

/** What the user said last, word for word, as far as there is room for it. */
async function keptMessages(items: readonly ResponseItem[], model: ServedModel): Promise<ResponseItem[]> {
  const kept: ResponseItem[] = [];
  let room = model.contextLength * KEPT_SHARE;
  for (const item of items.toReversed()) {
    if (item.type !== "message" || item.role !== "user") continue;
    const texts = item.content.map((part) => (part.type === "input_text" ? part.text : ""));
    room -= await tokens(model, texts.join("\n"));
    if (room < 0 || item.content.some((part) => part.type === "input_image")) break;
    kept.unshift(item);
  }
  return kept;
}
