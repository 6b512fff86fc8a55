import type { Selectable } from "kysely";
import type { WrittenBlob } from "../../blobs/blob-store.ts";
import type { AdaptersTable } from "../../fine-tuning-tables.ts";
import { atomically, type Session } from "../../session.ts";
import { Blobs } from "../blobs.ts";

/** Trained matrices beside frozen weights, as a GGUF file. Never changes. */
export interface StoredAdapter {
  readonly id: string;
  readonly blob: WrittenBlob;
  /** The weights that it changes, and no others: their checksum, and what people call them. */
  readonly weights: { readonly sha256: string; readonly title: string };
  readonly rank: number;
  /** Whether it came from elsewhere, rather than from a job. */
  readonly imported: boolean;
}

type AdapterRow = Selectable<AdaptersTable> & {
  readonly bytes: number | null;
  readonly sha256: string | null;
};

/** Adapters stay for as long as a tuned model stands for them. */
export class Adapters {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Its blob is kept from now on. False, and nothing happens, where the adapter is there already. Throws `busy`. */
  add({ id, blob, weights, rank, imported }: StoredAdapter): Promise<boolean> {
    return atomically(this.#session, async (session) => {
      const row = {
        id,
        blob_key: blob.key,
        weights_sha256: weights.sha256,
        weights_title: weights.title,
        rank,
        imported: imported ? 1 : 0,
      } as const;
      const written = await session.db
        .insertInto("adapters")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doNothing())
        .returning("id")
        .executeTakeFirst();
      if (written !== undefined) await new Blobs(session).keep(blob);
      return written !== undefined;
    });
  }

  async get(id: string): Promise<StoredAdapter | undefined> {
    const row = await this.#session.db
      .selectFrom("adapters")
      .innerJoin("blobs", "blobs.key", "adapters.blob_key")
      .selectAll("adapters")
      .select(["bytes", "sha256"])
      .where("id", "=", id)
      .executeTakeFirst();
    return row && toStoredAdapter(row);
  }

  /** Lets go of it, in the transaction that takes a model's name away; it stays where another stands for it. */
  async release(id: string): Promise<void> {
    const row = await this.#session.db
      .deleteFrom("adapters")
      .where("id", "=", id)
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom("tuned_models").select("name").whereRef("adapter_id", "=", "adapters.id"))),
      )
      .returning("blob_key")
      .executeTakeFirst();
    if (row !== undefined) await new Blobs(this.#session).condemn([row.blob_key]);
  }
}

export const toStoredAdapter = (row: AdapterRow): StoredAdapter => ({
  id: row.id,
  blob: { key: row.blob_key, bytes: row.bytes ?? 0, sha256: row.sha256 ?? "" },
  weights: { sha256: row.weights_sha256, title: row.weights_title },
  rank: row.rank,
  imported: row.imported === 1,
});
