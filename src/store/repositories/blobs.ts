import { sql } from "kysely";
import type { WrittenBlob } from "../blobs/blob-store.ts";
import type { Session } from "../session.ts";
import { StoreError } from "../store-error.ts";
import { inChunks } from "./chunks.ts";

/**
 * Which blobs exist, and which of them are wanted. Bytes and rows cannot change in one transaction, so the row goes
 * first and leaves last: whatever lies in the blob store without being wanted is found here and deleted.
 *
 * ```
 * begin ──▶ being written ── keep ──▶ wanted ── condemn ──▶ condemned ── forget ──▶ gone
 *                └────────────── its time is over ────────────▲
 * ```
 */
export class Blobs {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Before the first byte. One that is not kept within the time given is swept. */
  async begin(key: string, milliseconds: number): Promise<void> {
    const row = { key, bytes: null, sha256: null, delete_after: this.#session.clock.now() + milliseconds };
    await this.#session.db.insertInto("blobs").values(row).execute();
  }

  /** In the transaction that begins to rely on it. Throws `busy` where its time was over, and it has been swept. */
  async keep({ key, bytes, sha256 }: WrittenBlob): Promise<void> {
    const { numUpdatedRows } = await this.#session.db
      .updateTable("blobs")
      .set({ bytes, sha256, delete_after: null })
      .where("key", "=", key)
      .where((eb) => eb.or([eb("delete_after", "is", null), eb("delete_after", ">", 0)]))
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n)
      throw new StoreError("busy", { message: "The content was swept: it took too long." });
  }

  /** Nobody wants them any more. There is no way back. */
  async condemn(keys: readonly string[]): Promise<void> {
    await inChunks(keys, (chunk) =>
      this.#session.db.updateTable("blobs").set({ delete_after: 0 }).where("key", "in", chunk).execute(),
    );
  }

  /**
   * Condemns those of them that nobody has come to rely on, and gives their keys. After a transaction whose outcome is
   * unknown, a blob may be wanted although its writer was told of a failure.
   */
  async abandon(keys: readonly string[]): Promise<string[]> {
    const abandoned: string[] = [];
    await inChunks(keys, async (chunk) => {
      const rows = await this.#session.db
        .updateTable("blobs")
        .set({ delete_after: 0 })
        .where("key", "in", chunk)
        .where("delete_after", "is not", null)
        .returning("key")
        .execute();
      abandoned.push(...rows.map(({ key }) => key));
    });
    return abandoned;
  }

  /** Condemns those whose time is over, and gives up to `limit` keys of condemned ones. */
  async condemned(limit: number): Promise<string[]> {
    const { db, clock } = this.#session;
    await db
      .updateTable("blobs")
      .set({ delete_after: 0 })
      .where("delete_after", ">", 0)
      .where("delete_after", "<=", clock.now())
      .execute();
    const rows = await db
      .selectFrom("blobs")
      .select("key")
      .where("delete_after", "=", 0)
      .limit(limit)
      .execute();
    return rows.map(({ key }) => key);
  }

  /** After the last byte is gone. */
  async forget(key: string): Promise<void> {
    await this.#session.db.deleteFrom("blobs").where("key", "=", key).where("delete_after", "=", 0).execute();
  }

  /** All that are wanted, a page at a time in the order of their keys. */
  async wanted(query: { readonly after?: string; readonly limit: number }): Promise<WrittenBlob[]> {
    const rows = await this.#session.db
      .selectFrom("blobs")
      .select(["key", sql<number>`bytes`.as("bytes"), sql<string>`sha256`.as("sha256")])
      .where("delete_after", "is", null)
      .where("key", ">", query.after ?? "")
      .orderBy("key")
      .limit(query.limit)
      .execute();
    return rows;
  }
}
