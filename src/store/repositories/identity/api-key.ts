import type { Selectable } from "kysely";
import { decodeJson } from "../../json.ts";
import type { Tables } from "../../tables.ts";

/** What a project key may do. */
export interface KeyPermissions {
  /** Everything, what only reads, or what these scopes name, such as `model.request`. */
  readonly access: "all" | "read-only" | readonly string[];
  /** Models that it may ask, by the names requests use. */
  readonly models: "all" | readonly string[];
}

export const fullPermissions: KeyPermissions = { access: "all", models: "all" };

interface KeyRecord {
  readonly id: string;
  readonly name: string;
  /** Enough to recognize the key by: its kind, a few letters of its beginning, and its end. */
  readonly redactedValue: string;
  /** Unix seconds, like all times here. */
  readonly createdAt: number;
  /** Undefined: never. */
  readonly expiresAt: number | undefined;
  /** To the minute. Undefined: not yet. */
  readonly lastUsedAt: number | undefined;
}

/** Administers the organization and does nothing else. */
export interface AdminKey extends KeyRecord {
  readonly kind: "admin";
}

/** Works in one project. */
export interface ProjectKey extends KeyRecord {
  readonly kind: "project";
  readonly projectId: string;
  readonly serviceAccountId: string | undefined;
  readonly permissions: KeyPermissions;
}

export type ApiKey = AdminKey | ProjectKey;

export function toApiKey(row: Selectable<Tables["api_keys"]>): ApiKey {
  const record = {
    id: row.id,
    name: row.name,
    redactedValue: row.redacted_value,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
  };
  if (row.project_id === null) return { ...record, kind: "admin" };
  return {
    ...record,
    kind: "project",
    projectId: row.project_id,
    serviceAccountId: row.service_account_id ?? undefined,
    permissions: decodeJson<{ access: KeyPermissions["access"]; models: KeyPermissions["models"] }>(
      row.permissions,
    ),
  };
}
