import { decodeJson, encodeJson, type Metadata } from "../json.ts";
import { atomically, type Session } from "../session.ts";
import { StoreError } from "../store-error.ts";
import { inChunks } from "./chunks.ts";
import { beyond, type Page, toPage } from "./page.ts";
import {
  type NewStoredCompletion,
  type StoredCompletion,
  type StoredCompletionQuery,
  type StoredMessage,
  type StoredMessageQuery,
  toStoredCompletion,
} from "./stored-completion.ts";
import { insertMetadata, withMetadata } from "./stored-completion-metadata.ts";
import { bury, findTombstone } from "./tombstones.ts";

/** Chat completions that were made with `store: true`. */
export class StoredCompletions {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Throws `conflict` where the id is taken. */
  create(completion: NewStoredCompletion): Promise<void> {
    return atomically(this.#session, async (session) => {
      const { id, messages } = completion;
      const row = {
        id,
        project_id: completion.projectId,
        model: completion.model,
        created_at: completion.createdAt,
        expires_at: session.clock.now() + session.retention,
        metadata: encodeJson(completion.metadata),
        request: encodeJson(completion.request),
        response: encodeJson(completion.response),
      };
      await session.db.insertInto("stored_completions").values(row).execute();
      const rows = messages.map((message, position) => ({
        completion_id: id,
        position,
        message: encodeJson(message),
      }));
      await inChunks(rows, (chunk) =>
        session.db.insertInto("stored_completion_messages").values(chunk).execute(),
      );
      await insertMetadata(session, id, completion.metadata);
    });
  }

  async get(projectId: string, id: string): Promise<StoredCompletion | undefined> {
    const row = await this.#session.db
      .selectFrom("stored_completions")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirst();
    return row && toStoredCompletion(row);
  }

  /** Throws `cursor-not-found`. */
  async list(projectId: string, query: StoredCompletionQuery): Promise<Page<StoredCompletion>> {
    let select = withMetadata(
      this.#session.db.selectFrom("stored_completions").selectAll().where("project_id", "=", projectId),
      query.metadata ?? {},
    );
    const { model, createdAfter, createdBefore } = query;
    if (model !== undefined) select = select.where("model", "=", model);
    if (createdAfter !== undefined) select = select.where("created_at", ">", createdAfter);
    if (createdBefore !== undefined) select = select.where("created_at", "<", createdBefore);
    if (query.after !== undefined) {
      const { createdAt, position } = await this.#place(projectId, query.after);
      select = select.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("created_at", "sequence"), beyond(query.order), tuple(createdAt, position)),
      );
    }
    const rows = await select
      .orderBy("created_at", query.order)
      .orderBy("sequence", query.order)
      .limit(query.limit + 1)
      .execute();
    return toPage(rows, query.limit, toStoredCompletion);
  }

  /** Replaces all metadata. Undefined where there is no such completion. */
  updateMetadata(projectId: string, id: string, metadata: Metadata): Promise<StoredCompletion | undefined> {
    return atomically(this.#session, async (session) => {
      const row = await session.db
        .updateTable("stored_completions")
        .set({ metadata: encodeJson(metadata) })
        .where("project_id", "=", projectId)
        .where("id", "=", id)
        .returningAll()
        .executeTakeFirst();
      if (!row) return undefined;
      await session.db.deleteFrom("stored_completion_metadata").where("completion_id", "=", id).execute();
      await insertMetadata(session, id, metadata);
      return toStoredCompletion(row);
    });
  }

  /** False where there is no such completion. */
  delete(projectId: string, id: string): Promise<boolean> {
    return atomically(this.#session, async (session) => {
      const row = await session.db
        .deleteFrom("stored_completions")
        .where("project_id", "=", projectId)
        .where("id", "=", id)
        .returning(["created_at", "sequence"])
        .executeTakeFirst();
      if (!row) return false;
      const place = { createdAt: row.created_at, position: row.sequence };
      await bury(session, { kind: "completion", scope: projectId, id, ...place });
      return true;
    });
  }

  /** Undefined where there is no such completion. */
  async messages(
    projectId: string,
    id: string,
    query: StoredMessageQuery,
  ): Promise<Page<StoredMessage> | undefined> {
    // Joined from the completion's side: one row without a message tells "no messages here" from "no such completion".
    const rows = await this.#session.db
      .selectFrom("stored_completions")
      .leftJoin("stored_completion_messages", (join) => {
        const own = join.onRef("completion_id", "=", "id");
        return query.after === undefined ? own : own.on("position", beyond(query.order), query.after);
      })
      .select(["position", "message"])
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .orderBy("position", query.order)
      .limit(query.limit + 1)
      .execute();
    if (rows.length === 0) return undefined;
    const messages = rows.flatMap(({ position, message }) =>
      position === null || message === null ? [] : [{ position, message: decodeJson(message) }],
    );
    return toPage(messages, query.limit, (message) => message);
  }

  /** Where a list goes on: after a row that is there, or was. */
  async #place(projectId: string, id: string): Promise<{ createdAt: number; position: number }> {
    const row = await this.#session.db
      .selectFrom("stored_completions")
      .select(["created_at as createdAt", "sequence as position"])
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirst();
    const place = row ?? (await findTombstone(this.#session, "completion", projectId, id));
    if (!place) throw new StoreError("cursor-not-found");
    return place;
  }
}
