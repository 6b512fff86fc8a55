import type { Selectable } from "kysely";
import type { AdaptersTable, TunedModelsTable } from "../../fine-tuning-tables.ts";
import { atomically, type Session } from "../../session.ts";
import { Adapters, type StoredAdapter, toStoredAdapter } from "./adapters.ts";

interface NamedModel {
  /** What clients call it. */
  readonly name: string;
  readonly projectId: string;
  /** The snapshot that the adapter belongs over. */
  readonly baseModel: string;
  /** Unix seconds. */
  readonly createdAt: number;
}

export interface NewTunedModel extends NamedModel {
  readonly adapterId: string;
}

export interface TunedModel extends NamedModel {
  /** Undefined where an older program made it, which kept adapters beside the store. */
  readonly adapter: StoredAdapter | undefined;
}

type Joined = Selectable<TunedModelsTable> & {
  readonly [Column in keyof Selectable<AdaptersTable>]: Selectable<AdaptersTable>[Column] | null;
} & { readonly bytes: number | null; readonly sha256: string | null };

/** Names that clients use for adapters. They stay until they are deleted. */
export class TunedModels {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Nothing happens where the name is there already. */
  async add({ name, projectId, baseModel, adapterId, createdAt }: NewTunedModel): Promise<void> {
    await this.#session.db
      .insertInto("tuned_models")
      .values({
        name,
        project_id: projectId,
        base_model: baseModel,
        adapter_id: adapterId,
        created_at: createdAt,
      })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .execute();
  }

  /** Those of one project, or of all, in the order of their making. */
  async all(projectId?: string): Promise<TunedModel[]> {
    const every = this.#joined().orderBy("tuned_models.sequence", "asc");
    const rows = await (projectId === undefined
      ? every
      : every.where("project_id", "=", projectId)
    ).execute();
    return rows.map(toTunedModel);
  }

  /** Of the project that is given; without one, of any. */
  async get(projectId: string | undefined, name: string): Promise<TunedModel | undefined> {
    const named = this.#joined().where("name", "=", name);
    const row = await (projectId === undefined
      ? named
      : named.where("project_id", "=", projectId)
    ).executeTakeFirst();
    return row && toTunedModel(row);
  }

  /** Its adapter goes with the last name that stands for it. False where there is no such model. */
  delete(projectId: string, name: string): Promise<boolean> {
    return atomically(this.#session, async (session) => {
      const row = await session.db
        .deleteFrom("tuned_models")
        .where("project_id", "=", projectId)
        .where("name", "=", name)
        .returning("adapter_id")
        .executeTakeFirst();
      if (row?.adapter_id != null) await new Adapters(session).release(row.adapter_id);
      return row !== undefined;
    });
  }

  #joined() {
    return this.#session.db
      .selectFrom("tuned_models")
      .leftJoin("adapters", "adapters.id", "tuned_models.adapter_id")
      .leftJoin("blobs", "blobs.key", "adapters.blob_key")
      .selectAll("adapters")
      .select(["bytes", "sha256"])
      .selectAll("tuned_models");
  }
}

const toTunedModel = (row: Joined): TunedModel => ({
  name: row.name,
  projectId: row.project_id,
  baseModel: row.base_model,
  createdAt: row.created_at,
  adapter: isWhole(row) ? toStoredAdapter(row) : undefined,
});

function isWhole(row: Joined): row is Joined & Selectable<AdaptersTable> {
  return row.id !== null;
}
