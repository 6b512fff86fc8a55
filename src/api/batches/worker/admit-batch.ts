import type { Batch, BatchError, Repositories } from "../../../store/index.ts";
import { limitedName, type NamedModel } from "../../access/model-access.ts";
import type { ApiServices } from "../../api-environment.ts";
import { ApiError } from "../../errors/api-error.ts";

/**
 * What single requests are held to as they come, a batch is held to once, before it begins: whether its project and its
 * key may ask the model, and have money left. Gives the reason why not.
 */
export async function admitBatch(
  { projectId }: Batch,
  keyId: string | undefined,
  model: NamedModel,
  { access, modelAccess, budgets }: ApiServices,
): Promise<BatchError | undefined> {
  try {
    await modelAccess.require(await access.ordered(projectId, keyId), model, model.snapshot);
    await budgets.require(projectId, keyId);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500) throw error;
    return { code: error.code ?? error.type, message: error.message, param: error.param ?? null, line: null };
  }
}

export interface EnqueuedTokens {
  /** Of the batch that is to be added. */
  readonly tokens: number;
  /** Of all batches of a model together. */
  readonly limit: number;
  /** Of those of the project; undefined: no limit of its own. */
  readonly projectLimit: number | undefined;
  /** Its name, for people. */
  readonly organization: string;
}

/** Whether the batch's prompts fit beside those that wait. */
export async function fitsTheQueue(
  { batches }: Repositories,
  { projectId }: Batch,
  model: NamedModel,
  { tokens, limit, projectLimit, organization }: EnqueuedTokens,
): Promise<BatchError | undefined> {
  if ((await batches.enqueuedTokens(model.snapshot)) + tokens > limit) {
    return tooManyTokens(model, `organization ${organization}`, limit);
  }
  if (projectLimit === undefined) return undefined;
  const own = await batches.enqueuedTokens(model.snapshot, projectId);
  return own + tokens > projectLimit ? tooManyTokens(model, `project ${projectId}`, projectLimit) : undefined;
}

function tooManyTokens(model: NamedModel, whose: string, limit: number): BatchError {
  const shown = limit.toLocaleString("en-US");
  return {
    code: "token_limit_exceeded",
    message: `Enqueued token limit reached for ${limitedName(model)} in ${whose}. Limit: ${shown} enqueued tokens. Please try again once some in_progress batches have been completed.`,
    param: null,
    line: null,
  };
}
