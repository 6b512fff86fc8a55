import type { Updateable } from "kysely";
import type { BatchesTable } from "../../batch-tables.ts";
import { encodeJson } from "../../json.ts";
import type { Session } from "../../session.ts";
import { listInSequence } from "../list-in-sequence.ts";
import type { Page, PageQuery } from "../page.ts";
import { type Batch, type BatchChange, type BatchStatus, type NewBatch, toBatch } from "./batch.ts";
import { BatchLines } from "./batch-lines.ts";

/** Where each status leaves its time. */
const TIME_OF: Partial<Record<BatchStatus, keyof Updateable<BatchesTable>>> = {
  in_progress: "in_progress_at",
  finalizing: "finalizing_at",
  completed: "completed_at",
  failed: "failed_at",
  expired: "expired_at",
  cancelling: "cancelling_at",
  cancelled: "cancelled_at",
};

/** Whose tokens count as waiting. */
const WAITING: readonly BatchStatus[] = ["in_progress"];

/** Batches are kept for good; their lines only until they are over. */
export class Batches {
  readonly lines: BatchLines;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    this.lines = new BatchLines(session);
  }

  /** Throws `conflict` where the id is taken. */
  async create(batch: NewBatch): Promise<void> {
    const row = {
      id: batch.id,
      project_id: batch.projectId,
      status: "validating",
      endpoint: batch.endpoint,
      completion_window: batch.completionWindow,
      input_file_id: batch.inputFileId,
      created_at: batch.createdAt,
      expires_at: batch.expiresAt,
      metadata: batch.metadata === undefined ? null : encodeJson(batch.metadata),
      output_expires_after: batch.outputExpiresAfter ?? null,
      enqueued_tokens: 0,
      total: 0,
      completed: 0,
      failed: 0,
      input_tokens: 0,
      cached_tokens: 0,
      output_tokens: 0,
    };
    await this.#session.db.insertInto("batches").values(row).execute();
  }

  async get(projectId: string, id: string): Promise<Batch | undefined> {
    const row = await this.#session.db
      .selectFrom("batches")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirst();
    return row && toBatch(row);
  }

  /** Throws `cursor-not-found`. */
  async list(projectId: string, query: PageQuery): Promise<Page<Batch>> {
    const all = this.#session.db.selectFrom("batches").selectAll().where("project_id", "=", projectId);
    return listInSequence(all, query, toBatch);
  }

  /**
   * Changes the batch and notes the time, if it is in one of the states `from`; undefined where it is not (any more).
   * Of several that try, one succeeds.
   */
  async change(
    projectId: string,
    id: string,
    change: BatchChange,
    from: readonly BatchStatus[],
  ): Promise<Batch | undefined> {
    const { status, errors, model, total, enqueuedTokens, outputFileId, errorFileId } = change;
    const time = TIME_OF[status];
    const row = await this.#session.db
      .updateTable("batches")
      .set({
        status,
        ...(time !== undefined && { [time]: Math.floor(this.#session.clock.now() / 1000) }),
        ...(model !== undefined && { model }),
        ...(total !== undefined && { total }),
        ...(enqueuedTokens !== undefined && { enqueued_tokens: enqueuedTokens }),
        ...(errors !== undefined && { errors: encodeJson({ list: errors }) }),
        ...(outputFileId !== undefined && { output_file_id: outputFileId }),
        ...(errorFileId !== undefined && { error_file_id: errorFileId }),
      })
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .where("status", "in", from)
      .returningAll()
      .executeTakeFirst();
    return row && toBatch(row);
  }

  /** Prompt tokens of a model's batches that are at work, in the project or in all of them. */
  async enqueuedTokens(model: string, projectId?: string): Promise<number> {
    let select = this.#session.db.selectFrom("batches").where("model", "=", model);
    if (projectId !== undefined) select = select.where("project_id", "=", projectId);
    const row = await select
      .select((eb) => eb.fn.sum<number | string | null>("enqueued_tokens").as("tokens"))
      .where("status", "in", WAITING)
      .executeTakeFirst();
    return Number(row?.tokens ?? 0);
  }
}
