import { sql } from "kysely";
import { decodeJson, encodeJson, type Item } from "../json.ts";
import { atomically, type Session, snapshot } from "../session.ts";
import { StoreError } from "../store-error.ts";
import { inChunks } from "./chunks.ts";
import { beyond, type Page, type PageQuery, toPage } from "./page.ts";
import { bury, findTombstone } from "./tombstones.ts";

export type ConversationContents =
  | { readonly kind: "resolved"; readonly items: readonly Item[] }
  | { readonly kind: "missing" }
  | { readonly kind: "too-large" };

/** In bytes of JSON. */
const defaultMaximumBytes = 64 * 1024 * 1024;

export class ConversationItems {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Adds at the end, all or none. False where there is no such conversation. Throws `conflict` where an id is in the
   * conversation already.
   */
  append(projectId: string, conversationId: string, items: readonly Item[]): Promise<boolean> {
    return atomically(this.#session, async ({ db }) => {
      const encoded = items.map((item) => ({ item_id: item.id, item: encodeJson(item) }));
      // Counting on also locks the row: of two that append at once, one comes wholly after the other.
      const conversation = await db
        .updateTable("conversations")
        .set({
          next_position: sql<number>`next_position + ${items.length}`,
          item_bytes: sql<number>`item_bytes + ${byteLength(encoded)}`,
        })
        .where("project_id", "=", projectId)
        .where("id", "=", conversationId)
        .returning("next_position")
        .executeTakeFirst();
      if (!conversation) return false;
      const first = conversation.next_position - items.length;
      const rows = encoded.map((row, index) => ({
        conversation_id: conversationId,
        position: first + index,
        ...row,
      }));
      await inChunks(rows, (chunk) => db.insertInto("conversation_items").values(chunk).execute());
      return true;
    });
  }

  async get(projectId: string, conversationId: string, itemId: string): Promise<Item | undefined> {
    const row = await this.#session.db
      .selectFrom("conversation_items")
      .innerJoin("conversations", "conversations.id", "conversation_id")
      .select("item")
      .where("project_id", "=", projectId)
      .where("conversation_id", "=", conversationId)
      .where("item_id", "=", itemId)
      .executeTakeFirst();
    return row && decodeJson<Item>(row.item);
  }

  /** False where there is no such item. */
  delete(projectId: string, conversationId: string, itemId: string): Promise<boolean> {
    return atomically(this.#session, async (session) => {
      const { db } = session;
      const conversation = await db
        .selectFrom("conversations")
        .select("created_at")
        .where("project_id", "=", projectId)
        .where("id", "=", conversationId)
        .executeTakeFirst();
      if (!conversation) return false;
      const row = await db
        .deleteFrom("conversation_items")
        .where("conversation_id", "=", conversationId)
        .where("item_id", "=", itemId)
        .returning(["position", "item"])
        .executeTakeFirst();
      if (!row) return false;
      await db
        .updateTable("conversations")
        .set({ item_bytes: sql<number>`item_bytes - ${byteLength([row])}` })
        .where("id", "=", conversationId)
        .execute();
      const place = { createdAt: conversation.created_at, position: row.position };
      await bury(session, { kind: "conversation-item", scope: conversationId, id: itemId, ...place });
      return true;
    });
  }

  /** Undefined where there is no such conversation. Throws `cursor-not-found`. */
  list(projectId: string, conversationId: string, query: PageQuery): Promise<Page<Item> | undefined> {
    return snapshot(this.#session, async (session) => {
      if ((await itemBytes(session, projectId, conversationId)) === undefined) return undefined;
      const items = session.db.selectFrom("conversation_items").where("conversation_id", "=", conversationId);
      let select = items.select("item");
      if (query.after !== undefined) {
        const cursor =
          (await items.select("position").where("item_id", "=", query.after).executeTakeFirst()) ??
          (await findTombstone(session, "conversation-item", conversationId, query.after));
        if (!cursor) throw new StoreError("cursor-not-found");
        select = select.where("position", beyond(query.order), cursor.position);
      }
      const rows = await select
        .orderBy("position", query.order)
        .limit(query.limit + 1)
        .execute();
      return toPage(rows, query.limit, ({ item }) => decodeJson<Item>(item));
    });
  }

  /** Everything said so far, oldest first, unless it is more than `maximumBytes` of JSON. */
  all(
    projectId: string,
    conversationId: string,
    maximumBytes: number = defaultMaximumBytes,
  ): Promise<ConversationContents> {
    return snapshot(this.#session, async (session) => {
      const bytes = await itemBytes(session, projectId, conversationId);
      if (bytes === undefined) return { kind: "missing" };
      if (bytes > maximumBytes) return { kind: "too-large" };
      const rows = await session.db
        .selectFrom("conversation_items")
        .select("item")
        .where("conversation_id", "=", conversationId)
        .orderBy("position")
        .execute();
      return { kind: "resolved", items: rows.map(({ item }) => decodeJson<Item>(item)) };
    });
  }
}

/** Undefined where there is no such conversation. */
async function itemBytes({ db }: Session, projectId: string, id: string): Promise<number | undefined> {
  const row = await db
    .selectFrom("conversations")
    .select("item_bytes")
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row?.item_bytes;
}

const byteLength = (rows: readonly { readonly item: string }[]): number =>
  rows.reduce((sum, row) => sum + Buffer.byteLength(row.item), 0);
