import { sql } from "kysely";
import { atomically, type Session } from "../../session.ts";
import { StoreError } from "../../store-error.ts";
import { inChunks } from "../chunks.ts";
import { type Batch, type BatchUsage, toBatch } from "./batch.ts";

export interface NewBatchLine {
  /** From 1, as in the file. */
  readonly line: number;
  readonly customId: string;
  /** The JSON body to be sent. */
  readonly request: string;
}

export interface BatchResult {
  readonly line: number;
  /** A line of the output file, or where it did not succeed, of the error file. */
  readonly text: string;
  readonly succeeded: boolean;
  readonly usage: BatchUsage;
}

/** A line at the end of its batch. */
export interface EndedBatchLine {
  readonly line: number;
  readonly customId: string;
  /** Absent: it was not done. */
  readonly result: string | undefined;
  readonly succeeded: boolean;
}

/** Rows deleted at once: few enough that requests notice nothing. */
const DELETED_AT_ONCE = 500;

/** The requests of batches. Scoped by the batch, which its caller has found by its project. */
export class BatchLines {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Throws `conflict` where a line is there already, `not-found` where the batch is gone. */
  add(batchId: string, lines: readonly NewBatchLine[]): Promise<void> {
    const rows = lines.map(({ line, customId, request }) => ({
      batch_id: batchId,
      line,
      custom_id: customId,
      request,
    }));
    return atomically(this.#session, ({ db }) =>
      inChunks(rows, (chunk) => db.insertInto("batch_lines").values(chunk).execute()),
    );
  }

  /** Those of `lines` that are still to be done, in that order. */
  async open(batchId: string, lines: readonly number[]): Promise<NewBatchLine[]> {
    const rows = await this.#session.db
      .selectFrom("batch_lines")
      .select(["line", "custom_id", "request"])
      .where("batch_id", "=", batchId)
      .where("line", "in", lines)
      .where("result", "is", null)
      .execute();
    const found = new Map(rows.map((row) => [row.line, row]));
    return lines.flatMap((line) => {
      const row = found.get(line);
      return row === undefined ? [] : [{ line, customId: row.custom_id, request: row.request }];
    });
  }

  /**
   * Keeps one line's result and counts it; gives the batch as it is then. Undefined, and nothing is kept, where the
   * batch is no longer at work. Throws `conflict` where the line has a result already.
   */
  record(batchId: string, result: BatchResult): Promise<Batch | undefined> {
    return atomically(this.#session, async ({ db }) => {
      const { usage, succeeded } = result;
      // The batch first: who ends it waits for this transaction, and whoever comes after it finds it ended.
      const batch = await db
        .updateTable("batches")
        .set({
          completed: sql<number>`completed + ${succeeded ? 1 : 0}`,
          failed: sql<number>`failed + ${succeeded ? 0 : 1}`,
          input_tokens: sql<number>`input_tokens + ${usage.inputTokens}`,
          cached_tokens: sql<number>`cached_tokens + ${usage.cachedTokens}`,
          output_tokens: sql<number>`output_tokens + ${usage.outputTokens}`,
        })
        .where("id", "=", batchId)
        .where("status", "=", "in_progress")
        .returningAll()
        .executeTakeFirst();
      if (!batch) return undefined;
      const { numUpdatedRows } = await db
        .updateTable("batch_lines")
        .set({ result: result.text, succeeded: succeeded ? 1 : 0 })
        .where("batch_id", "=", batchId)
        .where("line", "=", result.line)
        .where("result", "is", null)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw new StoreError("conflict");
      return toBatch(batch);
    });
  }

  /** In the order of the file, behind the line `after`. */
  async ended(batchId: string, after: number, limit: number): Promise<EndedBatchLine[]> {
    const rows = await this.#session.db
      .selectFrom("batch_lines")
      .select(["line", "custom_id", "result", "succeeded"])
      .where("batch_id", "=", batchId)
      .where("line", ">", after)
      .orderBy("line")
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      line: row.line,
      customId: row.custom_id,
      result: row.result ?? undefined,
      succeeded: row.succeeded === 1,
    }));
  }

  /** Deletes the lines of a batch that is over, or whose reading begins anew; a few in each transaction. */
  async clear(batchId: string): Promise<void> {
    for (;;) {
      const { numDeletedRows } = await this.#session.db
        .deleteFrom("batch_lines")
        .where("batch_id", "=", batchId)
        .where("line", "in", (eb) =>
          eb
            .selectFrom("batch_lines")
            .select("line")
            .where("batch_id", "=", batchId)
            .orderBy("line")
            .limit(DELETED_AT_ONCE),
        )
        .executeTakeFirstOrThrow();
      if (numDeletedRows < DELETED_AT_ONCE) return;
    }
  }
}
