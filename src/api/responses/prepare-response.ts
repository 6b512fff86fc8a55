import type { Priority, ServedModel } from "../../inference/index.ts";
import { createId } from "../../store/index.ts";
import type { ApiServices } from "../api-environment.ts";
import { invalidRequest } from "../errors/api-error.ts";
import type { Caller } from "../metering/caller.ts";
import type { UsageHead } from "../metering/request-usage.ts";
import { servedModel } from "../models/served-model.ts";
import type { ResponseItem } from "./items/item.ts";
import { checkApprovals } from "./mcp/approvals.ts";
import { checkMcpTools } from "./mcp/check-mcp-tools.ts";
import { promptItems } from "./prompt/prompt-items.ts";
import { toConversation } from "./prompt/to-conversation.ts";
import { checkRequest } from "./request/check-request.ts";
import { checkTools } from "./request/check-tools.ts";
import type { ResponseRequest } from "./request/request-schema.ts";
import { settleStrictness } from "./request/settle-strictness.ts";
import { checkToolChoice } from "./request/to-tool-choice.ts";
import { newResponse } from "./response-object.ts";
import type { ResponseBody } from "./response-schema.ts";

/** One checked request with everything that its answer depends on. */
export interface PreparedResponse {
  readonly project: string;
  readonly model: ServedModel;
  readonly request: ResponseRequest;
  /** As it is before anything has happened. */
  readonly body: ResponseBody;
  /** What was said before, oldest first. */
  readonly earlier: readonly ResponseItem[];
  readonly input: readonly ResponseItem[];
  /** Of the sampler: the same request with the same seed gets the same answer. */
  readonly seed: number;
  readonly priority: Priority;
  readonly caller: Caller;
}

export interface ResponseAsker {
  readonly caller: Caller;
  readonly priority: Priority;
}

/** Throws an `ApiError` for everything that can be known to be wrong before the model is asked. */
export async function prepareResponse(
  asked: ResponseRequest,
  asker: ResponseAsker,
  services: ApiServices,
): Promise<PreparedResponse> {
  const { random, clock } = services;
  const project = asker.caller.projectId;
  const request = settleStrictness(asked);
  const model = responsesModel(services, request.model);
  checkRequest(request, model.maximumOutputTokens);
  checkTools(request);
  checkMcpTools(request.tools ?? [], services.mcp);
  checkToolChoice(request.tool_choice, request.tools ?? []);
  const { earlier, input, ...continuation } = await promptItems(request, project, services);
  const head = {
    id: createId("resp", random),
    createdAt: Math.floor(clock.now() / 1000),
    model: model.snapshot,
    ...continuation,
  };
  checkApprovals({ earlier, input }, request.tools ?? []);
  const body = newResponse(request, head);
  // Refuses calls without outputs and the like, before anything is promised.
  toConversation({ instructions: body.instructions, items: [...earlier, ...input] });
  const seed = Buffer.from(random(4)).readUInt32LE();
  return { project, model, request, body, earlier, input, seed, ...asker };
}

/** What its record in the ledger says, besides what it used. */
export function responseUsage({ body, caller }: Pick<PreparedResponse, "body" | "caller">): UsageHead {
  return { id: body.id, kind: "completions", endpoint: "/v1/responses", model: body.model, caller };
}

export function responsesModel(services: ApiServices, name: string): ServedModel {
  return servedModel(name, services, () =>
    invalidRequest(`The requested model '${name.slice(0, 256)}' does not exist.`, "model", "model_not_found"),
  );
}
