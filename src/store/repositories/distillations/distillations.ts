import { encodeJson, type JsonObject } from "../../json.ts";
import type { Session } from "../../session.ts";
import { listInSequence } from "../list-in-sequence.ts";
import type { Page, PageQuery } from "../page.ts";
import {
  type Distillation,
  type DistillationChange,
  type DistillationStatus,
  type NewDistillation,
  toDistillation,
} from "./distillation.ts";
import { DistillationPrompts } from "./distillation-prompts.ts";

const ENDED: readonly DistillationStatus[] = ["succeeded", "failed", "cancelled"];

/** Distillations are kept until they are deleted, with the prompts that they compare on. */
export class Distillations {
  readonly prompts: DistillationPrompts;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    this.prompts = new DistillationPrompts(session);
  }

  /** Throws `conflict` where the id is taken. */
  async create({ id, projectId, createdAt, request }: NewDistillation): Promise<void> {
    const row = {
      id,
      project_id: projectId,
      status: "preparing",
      created_at: createdAt,
      request: json(request),
    };
    await this.#session.db.insertInto("distillations").values(row).execute();
  }

  async get(projectId: string, id: string): Promise<Distillation | undefined> {
    const row = await this.#session.db
      .selectFrom("distillations")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirst();
    return row && toDistillation(row);
  }

  /** Throws `cursor-not-found`. */
  async list(projectId: string, query: PageQuery): Promise<Page<Distillation>> {
    const all = this.#session.db.selectFrom("distillations").selectAll().where("project_id", "=", projectId);
    return listInSequence(all, query, toDistillation);
  }

  /**
   * Changes it if it is in one of the states `from`, and notes the time of its end; undefined where it is not (any
   * more). Of several that try, one succeeds.
   */
  async change(
    projectId: string,
    id: string,
    change: DistillationChange,
    from: readonly DistillationStatus[],
  ): Promise<Distillation | undefined> {
    const { status, counts, trainingFileId, heldOutFileId, fineTuningJobId, fineTunedModel } = change;
    const { comparison, error } = change;
    const row = await this.#session.db
      .updateTable("distillations")
      .set({
        status,
        ...(ENDED.includes(status) && { finished_at: Math.floor(this.#session.clock.now() / 1000) }),
        ...(counts !== undefined && { counts: encodeJson(counts) }),
        ...(trainingFileId !== undefined && { training_file_id: trainingFileId }),
        ...(heldOutFileId !== undefined && { held_out_file_id: heldOutFileId }),
        ...(fineTuningJobId !== undefined && { fine_tuning_job_id: fineTuningJobId }),
        ...(fineTunedModel !== undefined && { fine_tuned_model: fineTunedModel }),
        ...(comparison !== undefined && { comparison: encodeJson(comparison) }),
        ...(error !== undefined && { error: json(error) }),
      })
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .where("status", "in", from)
      .returningAll()
      .executeTakeFirst();
    return row && toDistillation(row);
  }

  /** False where there is none that has ended. */
  async delete(projectId: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#session.db
      .deleteFrom("distillations")
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .where("status", "in", ENDED)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

const json = (value: object): string => encodeJson(value as JsonObject);
