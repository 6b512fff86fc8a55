import type { Selectable } from "kysely";
import { createId, type RandomBytes } from "../../ids.ts";
import { decodeJson, encodeJson, type JsonObject } from "../../json.ts";
import type { Session } from "../../session.ts";
import { StoreError } from "../../store-error.ts";
import type { Tables } from "../../tables.ts";
import { type Page, toPage } from "../page.ts";

/** Who did it: somebody at this machine, or the bearer of a key. */
export type AuditActor =
  | { readonly kind: "session"; readonly userId: string; readonly address: string | undefined }
  | { readonly kind: "api-key"; readonly keyId: string };

export interface AuditEvent {
  /** The public API's name, such as `project.created`. */
  readonly type: string;
  /** Absent for what concerns the whole organization. */
  readonly projectId?: string | undefined;
  readonly actor: AuditActor;
  /** What was acted on. */
  readonly resourceId: string;
  /** The member of the public object that is called after the type. */
  readonly details: JsonObject;
}

export interface AuditLog extends AuditEvent {
  readonly id: string;
  /** Unix seconds. */
  readonly effectiveAt: number;
  readonly projectName: string | undefined;
}

/** Newest first. All filters must match; of a list, any element. */
export interface AuditLogQuery {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly projectIds?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  /** Users or keys. */
  readonly actorIds?: readonly string[] | undefined;
  readonly resourceIds?: readonly string[] | undefined;
  /** Unix seconds, both inclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** What administrators did. To be written in the transaction that does it. */
export class AuditLogs {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async append(event: AuditEvent, random?: RandomBytes): Promise<void> {
    const { db, clock } = this.#session;
    const { actor } = event;
    const row = {
      id: createId("audit_log", random),
      type: event.type,
      effective_at: Math.floor(clock.now() / 1000),
      project_id: event.projectId ?? null,
      ...(actor.kind === "session"
        ? {
            actor_kind: "session" as const,
            actor_id: actor.userId,
            actor_address: actor.address ?? null,
          }
        : { actor_kind: "api_key" as const, actor_id: actor.keyId, actor_address: null }),
      resource_id: event.resourceId,
      details: encodeJson(event.details),
    };
    await db.insertInto("audit_logs").values(row).execute();
  }

  /** Throws `cursor-not-found`. */
  async list(query: AuditLogQuery): Promise<Page<AuditLog>> {
    let select = this.#session.db
      .selectFrom("audit_logs")
      .leftJoin("projects", "projects.id", "audit_logs.project_id")
      .selectAll("audit_logs")
      .select("projects.name as project_name");
    const { projectIds, types, actorIds, resourceIds, from, to } = query;
    if (projectIds !== undefined) select = select.where("audit_logs.project_id", "in", projectIds);
    if (types !== undefined) select = select.where("type", "in", types);
    if (actorIds !== undefined) select = select.where("actor_id", "in", actorIds);
    if (resourceIds !== undefined) select = select.where("resource_id", "in", resourceIds);
    if (from !== undefined) select = select.where("effective_at", ">=", from);
    if (to !== undefined) select = select.where("effective_at", "<=", to);
    const { after, before } = query;
    if (after !== undefined) {
      select = select.where("audit_logs.sequence", "<", await this.#sequenceOf(after));
    }
    if (before !== undefined) {
      select = select.where("audit_logs.sequence", ">", await this.#sequenceOf(before));
    }
    // The page before a row is the one that ends next to it: it is read towards the newest, and turned around.
    const backwards = before !== undefined && after === undefined;
    const rows = await select
      .orderBy("audit_logs.sequence", backwards ? "asc" : "desc")
      .limit(query.limit + 1)
      .execute();
    const page = toPage(rows, query.limit, toAuditLog);
    return backwards ? { ...page, data: page.data.toReversed() } : page;
  }

  async #sequenceOf(id: string): Promise<number> {
    const row = await this.#session.db
      .selectFrom("audit_logs")
      .select("sequence")
      .where("id", "=", id)
      .executeTakeFirst();
    if (!row) throw new StoreError("cursor-not-found");
    return row.sequence;
  }
}

const toAuditLog = (
  row: Selectable<Tables["audit_logs"]> & { readonly project_name: string | null },
): AuditLog => ({
  id: row.id,
  type: row.type,
  effectiveAt: row.effective_at,
  projectId: row.project_id ?? undefined,
  projectName: row.project_name ?? undefined,
  actor:
    row.actor_kind === "session"
      ? { kind: "session", userId: row.actor_id, address: row.actor_address ?? undefined }
      : { kind: "api-key", keyId: row.actor_id },
  resourceId: row.resource_id,
  details: decodeJson(row.details),
});
