import type { Selectable } from "kysely";
import { decodeJson, encodeJson, type JsonObject } from "../json.ts";
import type { Session } from "../session.ts";
import type { Tables } from "../tables.ts";

/** What somebody saved in the playground to take up again. */
export interface Preset {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Opaque to the store. */
  readonly content: JsonObject;
}

export type PresetChange = Pick<Preset, "name" | "updatedAt" | "content">;

/** Presets stay until they are deleted. */
export class Presets {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * False where the project has `maximum` already: a bound on what is kept, which several that come at
   * the same moment may pass by as many. Throws `conflict` where the id is taken.
   */
  async create(preset: Preset, maximum: number): Promise<boolean> {
    const { id, projectId, name, createdAt, updatedAt } = preset;
    const { count } = await this.#session.db
      .selectFrom("presets")
      .select(({ fn }) => fn.countAll().as("count"))
      .where("project_id", "=", projectId)
      .executeTakeFirstOrThrow();
    if (Number(count) >= maximum) return false;
    await this.#session.db
      .insertInto("presets")
      .values({
        id,
        project_id: projectId,
        name,
        created_at: createdAt,
        updated_at: updatedAt,
        content: encodeJson(preset.content),
      })
      .execute();
    return true;
  }

  /** All of a project, the newest first. */
  async list(projectId: string): Promise<Preset[]> {
    const rows = await this.#session.db
      .selectFrom("presets")
      .selectAll()
      .where("project_id", "=", projectId)
      .orderBy("sequence", "desc")
      .execute();
    return rows.map(toPreset);
  }

  async get(projectId: string, id: string): Promise<Preset | undefined> {
    const row = await this.#session.db
      .selectFrom("presets")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirst();
    return row && toPreset(row);
  }

  /** Undefined where there is no such preset. */
  async update(projectId: string, id: string, change: PresetChange): Promise<Preset | undefined> {
    const row = await this.#session.db
      .updateTable("presets")
      .set({ name: change.name, updated_at: change.updatedAt, content: encodeJson(change.content) })
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
    return row && toPreset(row);
  }

  /** False where there is no such preset. */
  async delete(projectId: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#session.db
      .deleteFrom("presets")
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

const toPreset = (row: Selectable<Tables["presets"]>): Preset => ({
  id: row.id,
  projectId: row.project_id,
  name: row.name,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  content: decodeJson(row.content),
});
