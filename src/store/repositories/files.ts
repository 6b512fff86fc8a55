import type { WrittenBlob } from "../blobs/blob-store.ts";
import { atomically, type Session } from "../session.ts";
import { StoreError } from "../store-error.ts";
import { Blobs } from "./blobs.ts";
import { inChunks } from "./chunks.ts";
import { type FileQuery, type StoredFile, toStoredFile } from "./file.ts";
import { beyond, type Page, toPage } from "./page.ts";
import { bury, findTombstone } from "./tombstones.ts";

/**
 * Files, their contents' blobs, and who still reads them. A file that is deleted or expires is gone for clients at
 * once; its content goes when the last hold on it is released.
 */
export class Files {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The blobs, one after another, are its content, and kept from now on. Throws `conflict` and `busy`. */
  create(file: StoredFile, blobs: readonly WrittenBlob[]): Promise<void> {
    return atomically(this.#session, async (session) => {
      const row = {
        id: file.id,
        project_id: file.projectId,
        purpose: file.purpose,
        filename: file.filename,
        bytes: file.bytes,
        created_at: file.createdAt,
        expires_at: file.expiresAt ?? null,
        deleted_at: null,
      };
      await session.db.insertInto("files").values(row).execute();
      for (const blob of blobs) await new Blobs(session).keep(blob);
      const rows = blobs.map(({ key }, position) => ({ file_id: file.id, position, blob_key: key }));
      await inChunks(rows, (chunk) => session.db.insertInto("file_blobs").values(chunk).execute());
    });
  }

  async get(projectId: string, id: string): Promise<StoredFile | undefined> {
    const row = await this.#present(projectId).where("id", "=", id).executeTakeFirst();
    return row && toStoredFile(row);
  }

  /** Throws `cursor-not-found`. */
  async list(projectId: string, query: FileQuery): Promise<Page<StoredFile>> {
    let select = this.#present(projectId);
    if (query.purpose !== undefined) select = select.where("purpose", "=", query.purpose);
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
    return toPage(rows, query.limit, toStoredFile);
  }

  /** False where there is no such file. */
  delete(projectId: string, id: string): Promise<boolean> {
    return atomically(this.#session, async (session) => {
      const { db, clock } = session;
      const row = await db
        .updateTable("files")
        .set({ deleted_at: clock.now() })
        .where("project_id", "=", projectId)
        .where("id", "=", id)
        .where("deleted_at", "is", null)
        .returning(["created_at", "sequence", "expires_at"])
        .executeTakeFirst();
      if (!row) return false;
      const place = { createdAt: row.created_at, position: row.sequence };
      await bury(session, { kind: "file", scope: projectId, id, ...place });
      await this.#purge(session, [id]);
      return row.expires_at === null || row.expires_at > clock.now();
    });
  }

  /**
   * Keeps a file's content until `release`, whatever happens to the file. `holder`: the id of the job. Holding twice
   * is holding once. Undefined where there is no such file.
   */
  hold(projectId: string, id: string, holder: string): Promise<StoredFile | undefined> {
    return atomically(this.#session, async (session) => {
      // Written, so that a deletion at the same time comes before or after, and not in between.
      const row = await session.db
        .updateTable("files")
        .set((eb) => ({ bytes: eb.ref("bytes") }))
        .where("project_id", "=", projectId)
        .where("id", "=", id)
        .where("deleted_at", "is", null)
        .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", session.clock.now())]))
        .returningAll()
        .executeTakeFirst();
      if (!row) return undefined;
      await session.db
        .insertInto("file_holds")
        .values({ file_id: id, holder })
        .onConflict((conflict) => conflict.columns(["file_id", "holder"]).doNothing())
        .execute();
      return toStoredFile(row);
    });
  }

  /** A file that `holder` holds, deleted or not. */
  async held(id: string, holder: string): Promise<StoredFile | undefined> {
    const row = await this.#session.db
      .selectFrom("files")
      .innerJoin("file_holds", "file_holds.file_id", "files.id")
      .selectAll("files")
      .where("files.id", "=", id)
      .where("holder", "=", holder)
      .executeTakeFirst();
    return row && toStoredFile(row);
  }

  /** Lets go of everything that `holder` holds. */
  release(holder: string): Promise<void> {
    return atomically(this.#session, async (session) => {
      const rows = await session.db
        .deleteFrom("file_holds")
        .where("holder", "=", holder)
        .returning("file_id")
        .execute();
      await this.#purge(
        session,
        rows.map((row) => row.file_id),
      );
    });
  }

  /** The blobs that are a file's content, in their order. */
  async blobs(id: string): Promise<WrittenBlob[]> {
    const rows = await this.#session.db
      .selectFrom("file_blobs")
      .innerJoin("blobs", "blobs.key", "file_blobs.blob_key")
      .select(["key", "bytes", "sha256"])
      .where("file_id", "=", id)
      .orderBy("position")
      .execute();
    return rows.map(({ key, bytes, sha256 }) => ({ key, bytes: bytes ?? 0, sha256: sha256 ?? "" }));
  }

  /** Deletes up to `limit` files whose time is over, and those that nobody holds any more. Gives their number. */
  async deleteExpired(limit: number): Promise<number> {
    const { db, clock } = this.#session;
    const now = clock.now();
    const expired = await db
      .updateTable("files")
      .set({ deleted_at: now })
      .where("id", "in", (eb) =>
        eb
          .selectFrom("files")
          .select("id")
          .where("deleted_at", "is", null)
          .where("expires_at", "<=", now)
          .limit(limit),
      )
      .returning("id")
      .execute();
    const released = await unheld(this.#session).limit(limit).execute();
    await this.#purge(
      this.#session,
      released.map(({ id }) => id),
    );
    return Math.max(expired.length, released.length);
  }

  /** Takes deleted files that nobody holds away, and condemns their blobs. */
  async #purge(session: Session, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const gone = (await unheld(session).where("id", "in", ids).execute()).map(({ id }) => id);
    if (gone.length === 0) return;
    const rows = await session.db
      .deleteFrom("file_blobs")
      .where("file_id", "in", gone)
      .returning("blob_key")
      .execute();
    await new Blobs(session).condemn(rows.map((row) => row.blob_key));
    await session.db.deleteFrom("files").where("id", "in", gone).execute();
  }

  /** What clients see of a project. */
  #present(projectId: string) {
    const { db, clock } = this.#session;
    return db
      .selectFrom("files")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("deleted_at", "is", null)
      .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", clock.now())]));
  }

  /** Where a list goes on: after a row that is there, or was. */
  async #place(projectId: string, id: string): Promise<{ createdAt: number; position: number }> {
    const row = await this.#session.db
      .selectFrom("files")
      .select(["created_at as createdAt", "sequence as position"])
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirst();
    const place = row ?? (await findTombstone(this.#session, "file", projectId, id));
    if (!place) throw new StoreError("cursor-not-found");
    return place;
  }
}

/** Deleted files whose content nobody reads any more. */
function unheld({ db }: Session) {
  return db
    .selectFrom("files")
    .select("id")
    .where("deleted_at", "is not", null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("file_holds").select("holder").whereRef("file_id", "=", "files.id"))),
    );
}
