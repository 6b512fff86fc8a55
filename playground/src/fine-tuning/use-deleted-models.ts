import { useServedModels } from "../models/served-model.ts";

/** Those of the names that no model has any more. None while nobody can say. */
export function useDeletedModels(names: readonly string[]): ReadonlySet<string> {
  const { data, isFetching } = useServedModels();
  if (data === undefined || isFetching) return new Set();
  const served = new Set(data.map(({ id }) => id));
  return new Set(names.filter((name) => !served.has(name)));
}
