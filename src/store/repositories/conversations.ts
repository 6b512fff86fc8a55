import type { Selectable } from "kysely";
import { decodeJson, encodeJson, type Item, type Metadata } from "../json.ts";
import { atomically, type Session } from "../session.ts";
import type { Tables } from "../tables.ts";
import { ConversationItems } from "./conversation-items.ts";

export interface Conversation {
  readonly id: string;
  readonly projectId: string;
  /** Unix seconds, the `created_at` of the API object. */
  readonly createdAt: number;
  readonly metadata: Metadata;
}

/** Conversations stay until they are deleted. */
export class Conversations {
  readonly items: ConversationItems;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    this.items = new ConversationItems(session);
  }

  /** Throws `conflict` where the id is taken, or two items have the same id. */
  create(conversation: Conversation, items: readonly Item[] = []): Promise<void> {
    return atomically(this.#session, async (session) => {
      const { id, projectId } = conversation;
      const row = {
        id,
        project_id: projectId,
        created_at: conversation.createdAt,
        metadata: encodeJson(conversation.metadata),
        next_position: 0,
        item_bytes: 0,
      };
      await session.db.insertInto("conversations").values(row).execute();
      await new ConversationItems(session).append(projectId, id, items);
    });
  }

  async get(projectId: string, id: string): Promise<Conversation | undefined> {
    const row = await this.#session.db
      .selectFrom("conversations")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirst();
    return row && toConversation(row);
  }

  /** Replaces all metadata. Undefined where there is no such conversation. */
  async updateMetadata(projectId: string, id: string, metadata: Metadata): Promise<Conversation | undefined> {
    const row = await this.#session.db
      .updateTable("conversations")
      .set({ metadata: encodeJson(metadata) })
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
    return row && toConversation(row);
  }

  /** Its items, which nothing could reach any more, go with it. False where there is no such conversation. */
  async delete(projectId: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#session.db
      .deleteFrom("conversations")
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

const toConversation = (row: Selectable<Tables["conversations"]>): Conversation => ({
  id: row.id,
  projectId: row.project_id,
  createdAt: row.created_at,
  metadata: decodeJson<Metadata>(row.metadata),
});
