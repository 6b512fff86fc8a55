import { encodeJson } from "../../json.ts";
import { atomically, type Session } from "../../session.ts";
import { StoreError } from "../../store-error.ts";
import { beyond, type Page, type PageQuery, toPage } from "../page.ts";
import { type AdminKey, type ApiKey, fullPermissions, type ProjectKey, toApiKey } from "./api-key.ts";
import { sequenceOf } from "./sequenced-page.ts";

/** A key as it is used: whose it is, and whether that may still work. */
export interface PresentedKey {
  readonly key: ApiKey;
  /** Its project is archived: the key is of no use. */
  readonly archived: boolean;
}

/** Keys are kept as hashes. A revoked key is nowhere to be found, but its row stays. */
export class ApiKeys {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Throws `conflict` where id or hash is taken, `not-found` where there is no such project or account. */
  async create(key: ApiKey, hash: string): Promise<void> {
    const owner =
      key.kind === "admin"
        ? { project_id: null, service_account_id: null, permissions: fullPermissions }
        : {
            project_id: key.projectId,
            service_account_id: key.serviceAccountId ?? null,
            permissions: key.permissions,
          };
    const row = {
      id: key.id,
      hash,
      redacted_value: key.redactedValue,
      name: key.name,
      ...owner,
      permissions: encodeJson({ ...owner.permissions }),
      created_at: key.createdAt,
      expires_at: key.expiresAt ?? null,
      last_used_at: key.lastUsedAt ?? null,
      revoked_at: null,
    };
    await atomically(this.#session, async (session) => {
      if (owner.service_account_id !== null) await requireAccount(session, owner.service_account_id);
      await session.db.insertInto("api_keys").values(row).execute();
    });
  }

  /** The key with this hash, expired or not. */
  async find(hash: string): Promise<PresentedKey | undefined> {
    const row = await this.#session.db
      .selectFrom("api_keys")
      .leftJoin("projects", "projects.id", "api_keys.project_id")
      .selectAll("api_keys")
      .select("projects.archived_at")
      .where("hash", "=", hash)
      .where("revoked_at", "is", null)
      .executeTakeFirst();
    return row && { key: toApiKey(row), archived: row.archived_at !== null };
  }

  /** Whether any key is there: expired ones count, as nobody has taken them away. */
  async any(): Promise<boolean> {
    const row = await this.#session.db
      .selectFrom("api_keys")
      .select("id")
      .where("revoked_at", "is", null)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  async getAdminKey(id: string): Promise<AdminKey | undefined> {
    const row = await this.#present(undefined).where("id", "=", id).executeTakeFirst();
    return row && (toApiKey(row) as AdminKey);
  }

  async getProjectKey(projectId: string, id: string): Promise<ProjectKey | undefined> {
    const row = await this.#present(projectId).where("id", "=", id).executeTakeFirst();
    return row && (toApiKey(row) as ProjectKey);
  }

  /** A project's key as it was made, though it may have been revoked meanwhile. */
  async issued(projectId: string, id: string): Promise<ProjectKey | undefined> {
    const row = await this.#of(projectId).where("id", "=", id).executeTakeFirst();
    return row && (toApiKey(row) as ProjectKey);
  }

  /** Throws `cursor-not-found`. */
  listAdminKeys(query: PageQuery): Promise<Page<AdminKey>> {
    return this.#list(undefined, query) as Promise<Page<AdminKey>>;
  }

  /** Throws `cursor-not-found`. */
  listProjectKeys(projectId: string, query: PageQuery): Promise<Page<ProjectKey>> {
    return this.#list(projectId, query) as Promise<Page<ProjectKey>>;
  }

  /** Of every project, admin keys included, in the order they were made. */
  async all(): Promise<readonly ApiKey[]> {
    const rows = await this.#session.db
      .selectFrom("api_keys")
      .selectAll()
      .where("revoked_at", "is", null)
      .orderBy("sequence")
      .execute();
    return rows.map(toApiKey);
  }

  /** Gives the key that is no more; undefined where there is none. */
  async revoke(id: string, revokedAt: number): Promise<ApiKey | undefined> {
    const row = await this.#session.db
      .updateTable("api_keys")
      .set({ revoked_at: revokedAt })
      .where("id", "=", id)
      .where("revoked_at", "is", null)
      .returningAll()
      .executeTakeFirst();
    return row && toApiKey(row);
  }

  async touch(id: string, usedAt: number): Promise<void> {
    await this.#session.db
      .updateTable("api_keys")
      .set({ last_used_at: usedAt })
      .where("id", "=", id)
      .execute();
  }

  async #list(projectId: string | undefined, query: PageQuery): Promise<Page<ApiKey>> {
    let select = this.#present(projectId);
    if (query.after !== undefined) {
      const place = await sequenceOf(this.#session, "api_keys", query.after);
      select = select.where("sequence", beyond(query.order), place);
    }
    const rows = await select
      .orderBy("sequence", query.order)
      .limit(query.limit + 1)
      .execute();
    return toPage(rows, query.limit, toApiKey);
  }

  #present(projectId: string | undefined) {
    return this.#of(projectId).where("revoked_at", "is", null);
  }

  /** All that were ever made, also those that were revoked since. */
  #of(projectId: string | undefined) {
    const select = this.#session.db.selectFrom("api_keys").selectAll();
    return projectId === undefined
      ? select.where("project_id", "is", null)
      : select.where("project_id", "=", projectId);
  }
}

/** An account that is deleted at the same moment must not leave a key behind: one of the two waits for the other. */
async function requireAccount({ db, dialect }: Session, id: string): Promise<void> {
  const select = db
    .selectFrom("service_accounts")
    .select("id")
    .where("id", "=", id)
    .where("deleted_at", "is", null);
  const account = await (dialect === "postgres" ? select.forUpdate() : select).executeTakeFirst();
  if (account === undefined) throw new StoreError("not-found");
}
