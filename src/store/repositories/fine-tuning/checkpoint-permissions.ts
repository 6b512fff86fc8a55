import type { Selectable } from "kysely";
import type { CheckpointPermissionsTable } from "../../fine-tuning-tables.ts";
import type { Session } from "../../session.ts";
import { StoreError } from "../../store-error.ts";
import { beyond, type Page, type PageQuery, toPage } from "../page.ts";

/** A project that may use another project's tuned model. */
export interface CheckpointPermission {
  readonly id: string;
  readonly model: string;
  readonly projectId: string;
  /** Unix seconds. */
  readonly createdAt: number;
}

/** Go with their model. Whether model and project are there is for the caller to ask first. */
export class CheckpointPermissions {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Gives the permission that the project has from now on, or had before. */
  async add({ id, model, projectId, createdAt }: CheckpointPermission): Promise<CheckpointPermission> {
    const { db } = this.#session;
    await db
      .insertInto("checkpoint_permissions")
      .values({ id, model, project_id: projectId, created_at: createdAt })
      .onConflict((conflict) => conflict.columns(["model", "project_id"]).doNothing())
      .execute();
    const row = await db
      .selectFrom("checkpoint_permissions")
      .selectAll()
      .where("model", "=", model)
      .where("project_id", "=", projectId)
      .executeTakeFirstOrThrow();
    return toPermission(row);
  }

  async isPermitted(model: string, projectId: string): Promise<boolean> {
    const row = await this.#session.db
      .selectFrom("checkpoint_permissions")
      .select("id")
      .where("model", "=", model)
      .where("project_id", "=", projectId)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Throws `cursor-not-found`. */
  async list(
    model: string,
    query: PageQuery & { readonly projectId?: string | undefined },
  ): Promise<Page<CheckpointPermission>> {
    let select = this.#session.db.selectFrom("checkpoint_permissions").selectAll().where("model", "=", model);
    if (query.projectId !== undefined) select = select.where("project_id", "=", query.projectId);
    if (query.after !== undefined) {
      const after = await this.#session.db
        .selectFrom("checkpoint_permissions")
        .select("sequence")
        .where("model", "=", model)
        .where("id", "=", query.after)
        .executeTakeFirst();
      if (!after) throw new StoreError("cursor-not-found");
      select = select.where("sequence", beyond(query.order), after.sequence);
    }
    const rows = await select
      .orderBy("sequence", query.order)
      .limit(query.limit + 1)
      .execute();
    return toPage(rows, query.limit, toPermission);
  }

  /** What it was; undefined where there was none. */
  async delete(model: string, id: string): Promise<CheckpointPermission | undefined> {
    const row = await this.#session.db
      .deleteFrom("checkpoint_permissions")
      .where("model", "=", model)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
    return row && toPermission(row);
  }
}

const toPermission = (row: Selectable<CheckpointPermissionsTable>): CheckpointPermission => ({
  id: row.id,
  model: row.model,
  projectId: row.project_id,
  createdAt: row.created_at,
});
