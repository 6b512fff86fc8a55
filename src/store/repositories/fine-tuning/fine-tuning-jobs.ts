import { encodeJson, type JsonObject, type Metadata } from "../../json.ts";
import type { Session } from "../../session.ts";
import { listInSequence } from "../list-in-sequence.ts";
import type { Page, PageQuery } from "../page.ts";
import { FineTuningCheckpoints } from "./fine-tuning-checkpoints.ts";
import { FineTuningEvents } from "./fine-tuning-events.ts";
import {
  type FineTuningChange,
  type FineTuningJob,
  type FineTuningStatus,
  type NewFineTuningJob,
  toFineTuningJob,
} from "./fine-tuning-job.ts";

const ENDED: readonly FineTuningStatus[] = ["succeeded", "failed", "cancelled"];

/** Fine-tuning jobs are kept for good, with what they told and the checkpoints they left. */
export class FineTuningJobs {
  readonly events: FineTuningEvents;
  readonly checkpoints: FineTuningCheckpoints;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    this.events = new FineTuningEvents(session);
    this.checkpoints = new FineTuningCheckpoints(session);
  }

  /** Throws `conflict` where the id is taken. */
  async create({ id, projectId, createdAt, request }: NewFineTuningJob): Promise<void> {
    const row = {
      id,
      project_id: projectId,
      status: "validating_files",
      created_at: createdAt,
      request: json(request),
    };
    await this.#session.db.insertInto("fine_tuning_jobs").values(row).execute();
  }

  async get(projectId: string, id: string): Promise<FineTuningJob | undefined> {
    const row = await this.#session.db
      .selectFrom("fine_tuning_jobs")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirst();
    return row && toFineTuningJob(row);
  }

  /** Those that have all pairs of `metadata`; `none`: those without any. Throws `cursor-not-found`. */
  async list(
    projectId: string,
    query: PageQuery & { readonly metadata?: Metadata | "none" | undefined },
  ): Promise<Page<FineTuningJob>> {
    const { metadata, limit } = query;
    const found: FineTuningJob[] = [];
    // Metadata is judged here: projects have few jobs, and each page reads no more of them than it must.
    for (let after = query.after; ; ) {
      const page = await this.#page(projectId, { ...query, after, limit: limit + 1 });
      found.push(...page.data.filter(({ request }) => matches(request.metadata, metadata)));
      if (found.length > limit || !page.hasMore) break;
      after = page.data.at(-1)!.id;
    }
    return { data: found.slice(0, limit), hasMore: found.length > limit };
  }

  /** Those of them, of any project, that have come to their end. */
  async ended(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const rows = await this.#session.db
      .selectFrom("fine_tuning_jobs")
      .select("id")
      .where("id", "in", ids)
      .where("finished_at", "is not", null)
      .execute();
    return rows.map(({ id }) => id);
  }

  async #page(projectId: string, query: PageQuery): Promise<Page<FineTuningJob>> {
    const all = this.#session.db
      .selectFrom("fine_tuning_jobs")
      .selectAll()
      .where("project_id", "=", projectId);
    return listInSequence(all, query, toFineTuningJob);
  }

  /**
   * Changes the job if it is in one of the states `from`, and notes the time of its end; undefined where it is not
   * (any more). Of several that try, one succeeds.
   */
  async change(
    projectId: string,
    id: string,
    change: FineTuningChange,
    from: readonly FineTuningStatus[],
  ): Promise<FineTuningJob | undefined> {
    const { status, hyperparameters, error, fineTunedModel, resultFileId, trainedTokens } = change;
    const ends = status !== undefined && ENDED.includes(status);
    const row = await this.#session.db
      .updateTable("fine_tuning_jobs")
      .set((eb) => ({
        status: status ?? eb.ref("status"),
        ...(ends && { finished_at: Math.floor(this.#session.clock.now() / 1000) }),
        ...(hyperparameters !== undefined && { hyperparameters: json(hyperparameters) }),
        ...(error !== undefined && { error: json(error) }),
        ...(fineTunedModel !== undefined && { fine_tuned_model: fineTunedModel }),
        ...(resultFileId !== undefined && { result_file_id: resultFileId }),
        ...(trainedTokens !== undefined && { trained_tokens: trainedTokens }),
        ...(change.estimatedFinish !== undefined && { estimated_finish: change.estimatedFinish }),
      }))
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .where("status", "in", from)
      .returningAll()
      .executeTakeFirst();
    return row && toFineTuningJob(row);
  }
}

const json = (value: object): string => encodeJson(value as JsonObject);

function matches(has: Metadata | undefined, wanted: Metadata | "none" | undefined): boolean {
  if (wanted === undefined) return true;
  if (wanted === "none") return has === undefined || Object.keys(has).length === 0;
  return Object.entries(wanted).every(([key, value]) => has?.[key] === value);
}
