import type { Selectable } from "kysely";
import { atomically, type Session } from "../../session.ts";
import type { Tables } from "../../tables.ts";
import { beyond, type Page, type PageQuery, toPage } from "../page.ts";
import { sequenceOf } from "./sequenced-page.ts";

export type ServiceAccountRole = "owner" | "member" | "none";

export interface ServiceAccount {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly role: ServiceAccountRole;
  /** Unix seconds. */
  readonly createdAt: number;
}

/** Members of a project that are programs. */
export class ServiceAccounts {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Throws `conflict` where the id is taken, `not-found` where there is no such project. */
  async create(account: ServiceAccount): Promise<void> {
    const row = {
      id: account.id,
      project_id: account.projectId,
      name: account.name,
      role: account.role,
      created_at: account.createdAt,
      deleted_at: null,
    };
    await this.#session.db.insertInto("service_accounts").values(row).execute();
  }

  async get(projectId: string, id: string): Promise<ServiceAccount | undefined> {
    const row = await this.#present(projectId).where("id", "=", id).executeTakeFirst();
    return row && toServiceAccount(row);
  }

  /** Throws `cursor-not-found`. */
  async list(projectId: string, query: PageQuery): Promise<Page<ServiceAccount>> {
    let select = this.#present(projectId);
    if (query.after !== undefined) {
      const place = await sequenceOf(this.#session, "service_accounts", query.after);
      select = select.where("sequence", beyond(query.order), place);
    }
    const rows = await select
      .orderBy("sequence", query.order)
      .limit(query.limit + 1)
      .execute();
    return toPage(rows, query.limit, toServiceAccount);
  }

  /** Undefined where there is no such account. */
  async update(
    projectId: string,
    id: string,
    change: { readonly name?: string | undefined; readonly role?: ServiceAccountRole | undefined },
  ): Promise<ServiceAccount | undefined> {
    if (change.name === undefined && change.role === undefined) return this.get(projectId, id);
    const row = await this.#session.db
      .updateTable("service_accounts")
      .set(change)
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .where("deleted_at", "is", null)
      .returningAll()
      .executeTakeFirst();
    return row && toServiceAccount(row);
  }

  /** Revokes its keys too. False where there is no such account. */
  delete(projectId: string, id: string, deletedAt: number): Promise<boolean> {
    return atomically(this.#session, async ({ db }) => {
      const { numUpdatedRows } = await db
        .updateTable("service_accounts")
        .set({ deleted_at: deletedAt })
        .where("project_id", "=", projectId)
        .where("id", "=", id)
        .where("deleted_at", "is", null)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return false;
      await db
        .updateTable("api_keys")
        .set({ revoked_at: deletedAt })
        .where("service_account_id", "=", id)
        .where("revoked_at", "is", null)
        .execute();
      return true;
    });
  }

  #present(projectId: string) {
    return this.#session.db
      .selectFrom("service_accounts")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("deleted_at", "is", null);
  }
}

const toServiceAccount = (row: Selectable<Tables["service_accounts"]>): ServiceAccount => ({
  id: row.id,
  projectId: row.project_id,
  name: row.name,
  role: row.role,
  createdAt: row.created_at,
});
