import type { Context } from "hono";
import type { NamedModel } from "../access/model-access.ts";
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
 * left, is it within the limits, can the model answer at all? Throws an `ApiError` otherwise. Names of no model are left to
 * the endpoint, which has its own words for them.
 *
 * Work that was ordered earlier, such as a batch's, has been held to limits of its own when it was.
 */
export async function admit(
  context: Context<ApiEnvironment>,
  services: ApiServices,
  { model: name, tokens }: AdmittedRequest,
): Promise<void> {
  // What answers, which for a model that has ended may be another one: its limits and permissions count.
  const model = services.lifecycle.resolve(name);
  if (model !== undefined) await admitTo(context, services, { name, model, tokens });
}

/** The same of a model that is known. */
export async function admitTo(
  context: Context<ApiEnvironment>,
  { modelAccess, budgets, rateLimiter }: ApiServices,
  { name, model, tokens }: { readonly name: string; readonly model: NamedModel; readonly tokens: number },
): Promise<void> {
  const { principal } = context.var;
  await modelAccess.require(principal, model, name);
  await model.ready?.();
  if (principal.kind === "internal") return;
  const project = projectOf(principal);
  await budgets.require(project, keyIdOf(principal));
  const named = { model: name, limitedModel: limitedName(model) };
  const states = await rateLimiter.charge(project, named, tokens);
  context.set("limitHeaders", limitHeaders(states));
}
