import type { Repositories } from "../../store/index.ts";
import { responseNotFound } from "./errors.ts";
import { asWritten } from "./prompt/earlier-items.ts";
import type { ResponseBody } from "./response-schema.ts";

/** The API object of a stored response. Throws an `ApiError` where there is none. */
export async function requireResponse(
  { responses }: Repositories,
  project: string,
  id: string,
): Promise<ResponseBody> {
  const stored = await responses.get(project, id);
  if (stored === undefined) throw responseNotFound(id);
  return { ...(stored.body as unknown as ResponseBody), output: asWritten(stored.output) };
}
