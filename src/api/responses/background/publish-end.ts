import type { Repositories } from "../../../store/index.ts";
import type { ResponseBody } from "../response-schema.ts";

/** Tells the project's webhooks how a background response came to its end, in the transaction that ends it. */
export async function publishEnd(
  { webhooks }: Pick<Repositories, "webhooks">,
  projectId: string,
  { id, status }: Pick<ResponseBody, "id" | "status">,
): Promise<void> {
  if (status === "queued" || status === "in_progress") return;
  await webhooks.publish(projectId, { type: `response.${status}`, objectId: id });
}
