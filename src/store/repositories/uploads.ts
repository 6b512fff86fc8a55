import type { WrittenBlob } from "../blobs/blob-store.ts";
import { atomically, type Session } from "../session.ts";
import { Blobs } from "./blobs.ts";
import type { StoredFile } from "./file.ts";
import { Files } from "./files.ts";
import {
  type PartAddition,
  toUpload,
  type Upload,
  type UploadPart,
  type UploadPartLimits,
} from "./upload.ts";

/** Uploads that came to an end are remembered for as long as a client might still ask, in milliseconds. */
const memory = 30 * 24 * 60 * 60_000;

/** Files that arrive in parts, in any order, within an hour. A part's bytes become the file's without being copied. */
export class Uploads {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async create(upload: Upload): Promise<void> {
    const row = {
      id: upload.id,
      project_id: upload.projectId,
      purpose: upload.purpose,
      filename: upload.filename,
      bytes: upload.bytes,
      created_at: upload.createdAt,
      expires_at: upload.expiresAt,
      file_expires_after: upload.fileExpiresAfter ?? null,
      status: upload.status,
      file_id: upload.fileId ?? null,
    };
    await this.#session.db.insertInto("uploads").values(row).execute();
  }

  async get(projectId: string, id: string): Promise<Upload | undefined> {
    const row = await this.#session.db
      .selectFrom("uploads")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirst();
    return row && toUpload(row, this.#session.clock.now());
  }

  /** Its blob is kept from now on where it was `added`. */
  addPart(part: UploadPart, blob: WrittenBlob, limits: UploadPartLimits): Promise<PartAddition> {
    return atomically(this.#session, async (session) => {
      if (!(await lockPending(session, part.uploadId))) return "not-pending";
      const { bytes, parts } = await session.db
        .selectFrom("upload_parts")
        .select(({ fn }) => [fn.sum<number | null>("bytes").as("bytes"), fn.countAll<number>().as("parts")])
        .where("upload_id", "=", part.uploadId)
        .executeTakeFirstOrThrow();
      // Sums are decimals to PostgreSQL, which come as text.
      if (Number(bytes ?? 0) + blob.bytes > limits.maximumBytes) return "too-many-bytes";
      if (Number(parts) >= limits.maximumParts) return "too-many-parts";
      await new Blobs(session).keep(blob);
      const row = { id: part.id, upload_id: part.uploadId, blob_key: blob.key, bytes: blob.bytes };
      await session.db
        .insertInto("upload_parts")
        .values({ ...row, created_at: part.createdAt })
        .execute();
      return "added";
    });
  }

  /** What the parts hold, in the order asked for; undefined in place of one that is none of this upload's. */
  async partBlobs(uploadId: string, partIds: readonly string[]): Promise<(WrittenBlob | undefined)[]> {
    const rows = await this.#session.db
      .selectFrom("upload_parts")
      .innerJoin("blobs", "blobs.key", "upload_parts.blob_key")
      .select(["id", "key", "blobs.bytes as bytes", "sha256"])
      .where("upload_id", "=", uploadId)
      .execute();
    const byId = new Map(rows.map((row) => [row.id, row]));
    return partIds.map((id) => {
      const row = byId.get(id);
      return row && { key: row.key, bytes: row.bytes ?? 0, sha256: row.sha256 ?? "" };
    });
  }

  /** Makes the blobs a file, and lets the other parts go. False where the upload is not pending any more. */
  complete(uploadId: string, file: StoredFile, blobs: readonly WrittenBlob[]): Promise<boolean> {
    return atomically(this.#session, async (session) => {
      if (!(await lockPending(session, uploadId))) return false;
      const used = new Set(blobs.map(({ key }) => key));
      const keys = await removeParts(session, uploadId);
      await new Blobs(session).condemn(keys.filter((key) => !used.has(key)));
      await new Files(session).create(file, blobs);
      await end(session, uploadId, "completed", file.id);
      return true;
    });
  }

  /** False where the upload is not pending any more. */
  cancel(uploadId: string): Promise<boolean> {
    return atomically(this.#session, async (session) => {
      if (!(await lockPending(session, uploadId))) return false;
      await new Blobs(session).condemn(await removeParts(session, uploadId));
      await end(session, uploadId, "cancelled");
      return true;
    });
  }

  /** Ends up to `limit` uploads whose time is over, and forgets those that ended long ago. Gives their number. */
  expire(limit: number): Promise<number> {
    return atomically(this.#session, async (session) => {
      const now = session.clock.now();
      await session.db
        .deleteFrom("uploads")
        .where("status", "!=", "pending")
        .where("expires_at", "<=", now - memory)
        .execute();
      const rows = await session.db
        .selectFrom("uploads")
        .select("id")
        .where("status", "=", "pending")
        .where("expires_at", "<=", now)
        .limit(limit)
        .execute();
      for (const { id } of rows) {
        await new Blobs(session).condemn(await removeParts(session, id));
        await end(session, id, "expired");
      }
      return rows.length;
    });
  }
}

/** Written, so that of several who would change an upload each waits for the one before. */
async function lockPending({ db, clock }: Session, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("uploads")
    .set({ status: "pending" })
    .where("id", "=", id)
    .where("status", "=", "pending")
    .where("expires_at", ">", clock.now())
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

async function removeParts({ db }: Session, uploadId: string): Promise<string[]> {
  const rows = await db
    .deleteFrom("upload_parts")
    .where("upload_id", "=", uploadId)
    .returning("blob_key")
    .execute();
  return rows.map((row) => row.blob_key);
}

async function end(
  { db }: Session,
  id: string,
  status: "completed" | "cancelled" | "expired",
  fileId?: string,
): Promise<void> {
  await db
    .updateTable("uploads")
    .set({ status, file_id: fileId ?? null })
    .where("id", "=", id)
    .execute();
}
