import { encodeJson } from "../../json.ts";
import type { Session } from "../../session.ts";
import { StoreError } from "../../store-error.ts";
import { beyond, type Page, type PageQuery, toPage } from "../page.ts";
import { type FineTuningCheckpoint, toFineTuningCheckpoint } from "./fine-tuning-job.ts";

/** The adapters of the last epochs of jobs. Whose a job is, is for the caller to ask first. */
export class FineTuningCheckpoints {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** False, and nothing happens, where the job has a checkpoint of that step. */
  async add({ id, jobId, step, createdAt, model, metrics }: FineTuningCheckpoint): Promise<boolean> {
    const added = await this.#session.db
      .insertInto("fine_tuning_checkpoints")
      .values({ id, job_id: jobId, step, created_at: createdAt, model, metrics: encodeJson(metrics) })
      .onConflict((conflict) => conflict.columns(["job_id", "step"]).doNothing())
      .returning("id")
      .executeTakeFirst();
    return added !== undefined;
  }

  /** Takes away all but the last `kept`, and gives what was taken. */
  async trim(jobId: string, kept: number): Promise<FineTuningCheckpoint[]> {
    const rows = await this.#session.db
      .deleteFrom("fine_tuning_checkpoints")
      .where("job_id", "=", jobId)
      .where("step", "not in", (eb) =>
        eb
          .selectFrom("fine_tuning_checkpoints")
          .select("step")
          .where("job_id", "=", jobId)
          .orderBy("step", "desc")
          .limit(kept),
      )
      .returningAll()
      .execute();
    return rows.map(toFineTuningCheckpoint);
  }

  /** In the order of their steps. Throws `cursor-not-found`. */
  async list(jobId: string, query: PageQuery): Promise<Page<FineTuningCheckpoint>> {
    let select = this.#session.db
      .selectFrom("fine_tuning_checkpoints")
      .selectAll()
      .where("job_id", "=", jobId);
    if (query.after !== undefined) {
      const after = await this.#session.db
        .selectFrom("fine_tuning_checkpoints")
        .select("step")
        .where("job_id", "=", jobId)
        .where("id", "=", query.after)
        .executeTakeFirst();
      if (!after) throw new StoreError("cursor-not-found");
      select = select.where("step", beyond(query.order), after.step);
    }
    const rows = await select
      .orderBy("step", query.order)
      .limit(query.limit + 1)
      .execute();
    return toPage(rows, query.limit, toFineTuningCheckpoint);
  }
}
