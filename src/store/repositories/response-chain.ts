import { sql } from "kysely";
import { decodeJson, type Item } from "../json.ts";
import type { Session } from "../session.ts";
import { inChunks } from "./chunks.ts";
import type { ResponseStatus } from "./stored-response.ts";

export interface ChainLimits {
  readonly maximumResponses: number;
  /** Of all items together, in bytes of JSON. */
  readonly maximumBytes: number;
}

const defaultLimits: ChainLimits = { maximumResponses: 5_000, maximumBytes: 64 * 1024 * 1024 };

interface ChainLink {
  readonly id: string;
  readonly status: ResponseStatus;
}

export type ChainResolution =
  /** Oldest first; of each response its input items, then its output items. */
  | { readonly kind: "resolved"; readonly responses: readonly ChainLink[]; readonly items: readonly Item[] }
  /** The response itself or an ancestor is not there: deleted, or expired, or never was. */
  | { readonly kind: "missing"; readonly responseId: string }
  /** Longer or larger than allowed; or a circle, which only a damaged database can hold. */
  | { readonly kind: "too-large" };

interface LinkRow {
  readonly id: string;
  readonly status: string;
  readonly previous_response_id: string | null;
  readonly bytes: number;
}

/** To be called in a snapshot: the items must be those of the links. */
export async function resolveChain(
  session: Session,
  projectId: string,
  id: string,
  limits: ChainLimits = defaultLimits,
): Promise<ChainResolution> {
  const links = await selectLinks(session, projectId, id, limits.maximumResponses + 1);
  const bytes = links.reduce((sum, link) => sum + link.bytes, 0);
  if (links.length > limits.maximumResponses || bytes > limits.maximumBytes) return { kind: "too-large" };

  const oldest = links.at(-1);
  const missing = oldest ? oldest.previous_response_id : id;
  if (missing !== null) return { kind: "missing", responseId: missing };
  const responses = links.map((link) => ({ id: link.id, status: link.status as ResponseStatus })).reverse();
  return { kind: "resolved", responses, items: await selectItems(session, responses) };
}

/** Newest first, at most `limit`: a circle ends there as well. */
async function selectLinks(
  { db }: Session,
  projectId: string,
  id: string,
  limit: number,
): Promise<LinkRow[]> {
  const { rows } = await sql<LinkRow>`
    with recursive chain (id, status, previous_response_id, bytes, depth) as (
      select id, status, previous_response_id, input_bytes + output_bytes, 1
        from responses where project_id = ${projectId} and id = ${id}
      union all
      select r.id, r.status, r.previous_response_id, r.input_bytes + r.output_bytes, c.depth + 1
        from responses r join chain c on r.id = c.previous_response_id
       where r.project_id = ${projectId} and c.depth < ${limit}
    )
    select id, status, previous_response_id, bytes from chain order by depth
  `.execute(db);
  return rows;
}

async function selectItems({ db }: Session, responses: readonly ChainLink[]): Promise<Item[]> {
  const items: Item[] = [];
  await inChunks(responses, async (chunk) => {
    const ids = chunk.map((response) => response.id);
    const rows = await db
      .selectFrom("response_items")
      .select(["response_id", "item"])
      .where("response_id", "in", ids)
      .orderBy("direction") // "input" before "output"
      .orderBy("position")
      .execute();
    const byResponse = Map.groupBy(rows, (row) => row.response_id);
    for (const id of ids) {
      for (const row of byResponse.get(id) ?? []) items.push(decodeJson<Item>(row.item));
    }
  });
  return items;
}
