import { encodeJson } from "../../json.ts";
import type { Session } from "../../session.ts";
import { listInSequence } from "../list-in-sequence.ts";
import type { Page, PageQuery } from "../page.ts";
import { type FineTuningEvent, toFineTuningEvent } from "./fine-tuning-job.ts";

/** What jobs have told, in the order they told it. Whose a job is, is for the caller to ask first. */
export class FineTuningEvents {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Nothing happens where the job has told of the same subject before. */
  async add(event: FineTuningEvent): Promise<void> {
    const { id, jobId, subject, createdAt, level, type, message, data } = event;
    const row = {
      id,
      job_id: jobId,
      subject,
      created_at: createdAt,
      body: encodeJson({ level, type, message, data }),
    };
    await this.#session.db
      .insertInto("fine_tuning_events")
      .values(row)
      .onConflict((conflict) => conflict.columns(["job_id", "subject"]).doNothing())
      .execute();
  }

  async get(jobId: string, subject: string): Promise<FineTuningEvent | undefined> {
    const row = await this.#session.db
      .selectFrom("fine_tuning_events")
      .selectAll()
      .where("job_id", "=", jobId)
      .where("subject", "=", subject)
      .executeTakeFirst();
    return row && toFineTuningEvent(row);
  }

  /** Throws `cursor-not-found`. */
  async list(jobId: string, query: PageQuery): Promise<Page<FineTuningEvent>> {
    const all = this.#session.db.selectFrom("fine_tuning_events").selectAll().where("job_id", "=", jobId);
    return listInSequence(all, query, toFineTuningEvent);
  }
}
