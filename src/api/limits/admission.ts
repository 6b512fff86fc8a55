import type { Context } from "hono";
import { limitedName } from "../access/model-access.ts";
import { keyIdOf, projectOf } from "../access/principal.ts";
import type { ApiEnvironment, ApiServices } from "../api-environment.ts";
import { limitHeaders } from "./limit-state.ts";

export interface AdmittedRequest {
  /** The name that the request uses. */
  readonly model: string;
  /** As estimated: see `estimateTokens`. */
  readonly tokens: number;
}

/**
 * What every endpoint asks before it lets a model work: may the caller ask this model, is there money
 * left, is it within the limits? Throws an `ApiError` (403, 429) otherwise. Names of no model are left to
 * the endpoint, which has its own words for them.
 *
 * Work that was ordered earlier, such as a batch's, has been held to limits of its own when it was.
 */
export async function admit(
  context: Context<ApiEnvironment>,
  { lifecycle, modelAccess, budgets, rateLimiter }: ApiServices,
  request: AdmittedRequest,
): Promise<void> {
  const { principal } = context.var;
  // What answers, which for a model that has ended may be another one: its limits and permissions count.
  const model = lifecycle.resolve(request.model);
  if (model === undefined) return;
  await modelAccess.require(principal, model, request.model);
  if (principal.kind === "internal") return;
  const project = projectOf(principal);
  await budgets.require(project, keyIdOf(principal));
  const named = { model: request.model, limitedModel: limitedName(model) };
  const states = await rateLimiter.charge(project, named, request.tokens);
  context.set("limitHeaders", limitHeaders(states));
}
