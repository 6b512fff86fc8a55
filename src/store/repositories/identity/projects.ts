import type { Selectable } from "kysely";
import type { Session } from "../../session.ts";
import type { Tables } from "../../tables.ts";
import { beyond, type Page, type PageQuery, toPage } from "../page.ts";
import { sequenceOf } from "./sequenced-page.ts";

export interface Project {
  readonly id: string;
  readonly name: string;
  /** Unix seconds. */
  readonly createdAt: number;
  /** Unix seconds; undefined while it is in use. */
  readonly archivedAt: number | undefined;
}

/** Projects are archived, never deleted. The default project is always there. */
export class Projects {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Throws `conflict` where the id is taken. */
  async create({ id, name, createdAt }: Omit<Project, "archivedAt">): Promise<Project> {
    const row = { id, name, created_at: createdAt, archived_at: null };
    await this.#session.db.insertInto("projects").values(row).execute();
    return { id, name, createdAt, archivedAt: undefined };
  }

  async get(id: string): Promise<Project | undefined> {
    const row = await this.#session.db
      .selectFrom("projects")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirst();
    return row && toProject(row);
  }

  /** Throws `cursor-not-found`. */
  async list(query: PageQuery & { readonly includeArchived: boolean }): Promise<Page<Project>> {
    let select = this.#session.db.selectFrom("projects").selectAll();
    if (!query.includeArchived) select = select.where("archived_at", "is", null);
    if (query.after !== undefined) {
      const place = await sequenceOf(this.#session, "projects", query.after);
      select = select.where("sequence", beyond(query.order), place);
    }
    const rows = await select
      .orderBy("sequence", query.order)
      .limit(query.limit + 1)
      .execute();
    return toPage(rows, query.limit, toProject);
  }

  /** Undefined where there is no such project, or it is archived. */
  async rename(id: string, name: string): Promise<Project | undefined> {
    const row = await this.#session.db
      .updateTable("projects")
      .set({ name })
      .where("id", "=", id)
      .where("archived_at", "is", null)
      .returningAll()
      .executeTakeFirst();
    return row && toProject(row);
  }

  /** Undefined where there is no such project, or it is archived already. */
  async archive(id: string, archivedAt: number): Promise<Project | undefined> {
    const row = await this.#session.db
      .updateTable("projects")
      .set({ archived_at: archivedAt })
      .where("id", "=", id)
      .where("archived_at", "is", null)
      .returningAll()
      .executeTakeFirst();
    return row && toProject(row);
  }
}

const toProject = (row: Selectable<Tables["projects"]>): Project => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at,
  archivedAt: row.archived_at ?? undefined,
});
