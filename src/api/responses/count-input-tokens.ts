import { createRoute, z } from "@hono/zod-openapi";
import { countPromptTokens, type ServedModel } from "../../inference/index.ts";
import type { ApiEnvironment, ApiServices, Resource } from "../api-environment.ts";
import { cacheOwnerOf } from "../cache-owner.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { internalError } from "../errors/server-errors.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { responsesModel } from "./prepare-response.ts";
import { promptItems } from "./prompt/prompt-items.ts";
import { toConversation } from "./prompt/to-conversation.ts";
import { toGenerateOptions } from "./prompt/to-generate-options.ts";
import { checkPrompt } from "./request/check-request.ts";
import { checkTools } from "./request/check-tools.ts";
import { rejectInvalidRequest } from "./request/reject-invalid-request.ts";
import { promptFields } from "./request/request-schema.ts";
import { settleStrictness } from "./request/settle-strictness.ts";
import { checkToolChoice, toToolChoice } from "./request/to-tool-choice.ts";
import { isClientTool, toTool } from "./request/to-tools.ts";

const countRequest = z
  .strictObject({ model: z.string().nullish(), ...promptFields })
  .openapi("CountInputTokensRequest");

const count = z
  .object({ object: z.literal("response.input_tokens"), input_tokens: z.int() })
  .openapi("InputTokenCount");

/** `POST /v1/responses/input_tokens` */
export const countInputTokens: Resource = (application, services) => {
  const route = createRoute({
    method: "post",
    path: "/v1/responses/input_tokens",
    summary: "Count the tokens of the prompt that a request would make.",
    tags: ["Responses"],
    middleware: [jsonBody(services.limits.maximumBodyBytes)] as const,
    request: { body: { required: true, content: { "application/json": { schema: countRequest } } } },
    responses: {
      200: { description: "The count.", content: { "application/json": { schema: count } } },
      ...errorAnswers,
    },
  });
  application.openapi(
    route,
    async (context) => {
      const request = context.req.valid("json");
      const tokens = await promptTokens(request, context.var, services);
      return context.json({ object: "response.input_tokens" as const, input_tokens: tokens }, 200);
    },
    rejectInvalidRequest(countRequest),
  );
};

async function promptTokens(
  asked: z.infer<typeof countRequest>,
  { project, principal }: Pick<ApiEnvironment["Variables"], "project" | "principal">,
  services: ApiServices,
): Promise<number> {
  const request = settleStrictness(asked);
  const model = modelOf(request.model, services);
  await services.modelAccess.require(principal, model, request.model ?? model.snapshot);
  checkPrompt(request);
  checkTools(request);
  checkToolChoice(request.tool_choice, request.tools ?? []);
  const { earlier, input } = await promptItems(request, project, services);
  const options = toGenerateOptions(
    { ...request, model: model.snapshot },
    {
      id: "count",
      seed: 0,
      cacheOwner: cacheOwnerOf(services, project),
      tools: (request.tools ?? []).filter(isClientTool).map(toTool),
      toolChoice: toToolChoice(request.tool_choice, () => []),
    },
  );
  const items = [...earlier, ...input];
  return countPromptTokens(model, toConversation({ instructions: request.instructions, items }), options);
}

/** Models of one kind count alike, so any will do for a request that names none. */
function modelOf(name: string | null | undefined, services: ApiServices): ServedModel {
  if (name != null) return responsesModel(services, name);
  const [first] = services.models.models();
  if (first === undefined) throw internalError(new Error("No model is served."));
  return first;
}
