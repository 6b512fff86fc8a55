import { createId } from "../../store/index.ts";
import type { ApiServices } from "../api-environment.ts";
import { toInputItems } from "../responses/items/input-items.ts";
import type { ResponseItem } from "../responses/items/item.ts";
import { readInputFiles } from "../responses/items/read-input-files.ts";
import { asWritten } from "../responses/prompt/earlier-items.ts";
import type { RequestItem } from "../responses/request/item-schema.ts";

/** Items of a request as they are kept. Throws an `ApiError`. */
export async function addedItems(
  items: readonly RequestItem[],
  project: string,
  services: ApiServices,
): Promise<ResponseItem[]> {
  const { store, random } = services;
  return toInputItems(await readInputFiles(items, "items", project, services), {
    parameter: "items",
    earlierIds: new Set(),
    findItem: async (id) => asWritten([await store.findItem(project, id)])[0],
    newId: (prefix) => createId(prefix, random),
  });
}
