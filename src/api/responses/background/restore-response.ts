import type { JobLease, StoredResponse } from "../../../store/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import { type PreparedResponse, responsesModel } from "../prepare-response.ts";
import { asWritten, earlierItems } from "../prompt/earlier-items.ts";
import { MAXIMUM_ITEMS } from "../request/item-schema.ts";
import type { ResponseBody } from "../response-schema.ts";
import { payloadOf } from "./background-job.ts";

/** A queued response, ready to be answered. Throws an `ApiError` where what it continues is gone. */
export async function restoreResponse(
  lease: JobLease,
  stored: StoredResponse,
  services: ApiServices,
): Promise<PreparedResponse> {
  const { projectId: project, id } = lease;
  const { request, seed, caller } = payloadOf(lease);
  const model = responsesModel(services, request.model);
  const earlier = await earlierItems(services.store, project, stored);
  const input = await services.store.responses.inputItems(project, id, {
    limit: MAXIMUM_ITEMS,
    order: "asc",
  });
  const body = stored.body as unknown as ResponseBody;
  return {
    project,
    model,
    request,
    body,
    earlier,
    input: asWritten(input?.data ?? []),
    seed,
    priority: "interactive",
    caller,
  };
}
