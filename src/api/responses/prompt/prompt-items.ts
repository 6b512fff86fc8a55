import { createId } from "../../../store/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import { toInputItems } from "../items/input-items.ts";
import type { ResponseItem } from "../items/item.ts";
import { readInputFiles } from "../items/read-input-files.ts";
import type { ResponseRequest } from "../request/request-schema.ts";
import { asWritten, type Continuation, continuationOf, earlierItems } from "./earlier-items.ts";

/** Everything that a prompt is made of, instructions and tools aside. */
export interface PromptItems extends Continuation {
  /** What was said before, oldest first. */
  readonly earlier: readonly ResponseItem[];
  readonly input: readonly ResponseItem[];
}

type PromptRequest = Partial<Pick<ResponseRequest, "input" | "previous_response_id" | "conversation">>;

/** Throws an `ApiError` where something that the request names does not exist. */
export async function promptItems(
  request: PromptRequest,
  project: string,
  services: ApiServices,
): Promise<PromptItems> {
  const { store, random } = services;
  const continuation = continuationOf(request);
  const earlier = await earlierItems(store, project, continuation);
  const given = request.input ?? [];
  const readable =
    typeof given === "string" ? given : await readInputFiles(given, "input", project, services);
  const input = await toInputItems(readable, {
    parameter: "input",
    earlierIds: new Set(earlier.map(({ id }) => id)),
    findItem: async (id) => asWritten([await store.findItem(project, id)])[0],
    newId: (prefix) => createId(prefix, random),
  });
  return { ...continuation, earlier, input };
}
