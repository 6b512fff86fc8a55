import type { Config } from "../../config/index.ts";
import { type Batch, BatchApi } from "./batch-api.ts";

/** One line for each batch, newest first. */
export async function listBatches(config: Config): Promise<string> {
  const batches = await (await BatchApi.connect(config)).list();
  if (batches.length === 0) return "There are no batches.\n";
  return batches.map((batch) => `${describe(batch)}\n`).join("");
}

function describe({ id, status, model, created_at, request_counts: counts }: Batch): string {
  const made = new Date(created_at * 1000).toISOString().slice(0, 16).replace("T", " ");
  const done = `${counts.completed + counts.failed} of ${counts.total} done, ${counts.failed} failed`;
  return `${id}  ${made}  ${status}  ${model ?? ""}  ${done}`;
}
