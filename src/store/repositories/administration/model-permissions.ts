import { decodeJson, encodeJson } from "../../json.ts";
import type { Session } from "../../session.ts";

/** Which models a project may ask: those that are named, or all others. */
export interface ModelPermissions {
  readonly mode: "allow_list" | "deny_list";
  readonly modelIds: readonly string[];
}

export class ModelPermissionsOfProjects {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Undefined where the project may ask all. */
  async get(projectId: string): Promise<ModelPermissions | undefined> {
    const row = await this.#session.db
      .selectFrom("model_permissions")
      .select(["mode", "model_ids"])
      .where("project_id", "=", projectId)
      .executeTakeFirst();
    return row && { mode: row.mode, modelIds: decodeJson<{ ids: string[] }>(row.model_ids).ids };
  }

  /** Replaces what was there. Throws `not-found` where there is no such project. */
  async set(projectId: string, { mode, modelIds }: ModelPermissions): Promise<void> {
    const values = { mode, model_ids: encodeJson({ ids: modelIds }) };
    await this.#session.db
      .insertInto("model_permissions")
      .values({ project_id: projectId, ...values })
      .onConflict((conflict) => conflict.column("project_id").doUpdateSet(values))
      .execute();
  }

  /** False where there were none. */
  async delete(projectId: string): Promise<boolean> {
    const { numDeletedRows } = await this.#session.db
      .deleteFrom("model_permissions")
      .where("project_id", "=", projectId)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}
