import type { Selectable } from "kysely";
import type { TunedModelsTable } from "../../fine-tuning-tables.ts";
import type { Session } from "../../session.ts";

/** A name that clients use, for the adapter that a job had at a step. */
export interface TunedModel {
  readonly name: string;
  readonly projectId: string;
  /** The snapshot that the adapter belongs over. */
  readonly baseModel: string;
  readonly jobId: string;
  readonly step: number;
  /** Unix seconds. */
  readonly createdAt: number;
}

/** Tuned models stay until they are deleted. */
export class TunedModels {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Nothing happens where the name is there already. */
  async add({ name, projectId, baseModel, jobId, step, createdAt }: TunedModel): Promise<void> {
    await this.#session.db
      .insertInto("tuned_models")
      .values({
        name,
        project_id: projectId,
        base_model: baseModel,
        job_id: jobId,
        step,
        created_at: createdAt,
      })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .execute();
  }

  /** Those of all projects, in the order of their making. */
  async all(): Promise<TunedModel[]> {
    const rows = await this.#session.db
      .selectFrom("tuned_models")
      .selectAll()
      .orderBy("sequence", "asc")
      .execute();
    return rows.map(toTunedModel);
  }

  async get(projectId: string, name: string): Promise<TunedModel | undefined> {
    const row = await this.#session.db
      .selectFrom("tuned_models")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("name", "=", name)
      .executeTakeFirst();
    return row && toTunedModel(row);
  }

  /** False where there is no such model. */
  async delete(projectId: string, name: string): Promise<boolean> {
    const { numDeletedRows } = await this.#session.db
      .deleteFrom("tuned_models")
      .where("project_id", "=", projectId)
      .where("name", "=", name)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }

  /** How many names stand for a job's adapter of a step. */
  async namesOf(jobId: string, step: number): Promise<number> {
    const { count } = await this.#session.db
      .selectFrom("tuned_models")
      .select(({ fn }) => fn.countAll().as("count"))
      .where("job_id", "=", jobId)
      .where("step", "=", step)
      .executeTakeFirstOrThrow();
    return Number(count);
  }
}

const toTunedModel = (row: Selectable<TunedModelsTable>): TunedModel => ({
  name: row.name,
  projectId: row.project_id,
  baseModel: row.base_model,
  jobId: row.job_id,
  step: row.step,
  createdAt: row.created_at,
});
