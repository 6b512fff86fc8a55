import type { Insertable } from "kysely";
import { decodeJson, encodeJson, type Item } from "../json.ts";
import type { Session } from "../session.ts";
import { StoreError } from "../store-error.ts";
import type { Tables } from "../tables.ts";
import { inChunks } from "./chunks.ts";
import { beyond, type Page, type PageQuery, toPage } from "./page.ts";

type Direction = "input" | "output";

export interface EncodedItems {
  readonly rows: readonly Insertable<Tables["response_items"]>[];
  /** Of all items together, in bytes of JSON. */
  readonly bytes: number;
}

export function encodeItems(responseId: string, direction: Direction, items: readonly Item[]): EncodedItems {
  const rows = items.map((item, position) => ({
    response_id: responseId,
    direction,
    position,
    item_id: item.id,
    item: encodeJson(item),
  }));
  return { rows, bytes: rows.reduce((sum, row) => sum + Buffer.byteLength(row.item), 0) };
}

export function insertItems({ db }: Session, { rows }: EncodedItems): Promise<void> {
  return inChunks(rows, (chunk) => db.insertInto("response_items").values(chunk).execute());
}

export async function selectOutput({ db }: Session, responseId: string): Promise<Item[]> {
  const rows = await db
    .selectFrom("response_items")
    .select("item")
    .where("response_id", "=", responseId)
    .where("direction", "=", "output")
    .orderBy("position")
    .execute();
  return rows.map(({ item }) => decodeJson<Item>(item));
}

/** Throws `cursor-not-found`. */
export async function pageInput(session: Session, responseId: string, query: PageQuery): Promise<Page<Item>> {
  const input = session.db
    .selectFrom("response_items")
    .where("response_id", "=", responseId)
    .where("direction", "=", "input");
  let select = input.select("item");
  if (query.after !== undefined) {
    // A client may have sent one id twice: going on after the last of them in walking order, no page comes again.
    const cursor = await input
      .select("position")
      .where("item_id", "=", query.after)
      .orderBy("position", query.order === "asc" ? "desc" : "asc")
      .limit(1)
      .executeTakeFirst();
    if (!cursor) throw new StoreError("cursor-not-found");
    select = select.where("position", beyond(query.order), cursor.position);
  }
  const rows = await select
    .orderBy("position", query.order)
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, ({ item }) => decodeJson<Item>(item));
}
