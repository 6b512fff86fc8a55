import { createId, type RandomBytes } from "./ids.ts";
import { createKeyValue } from "./key-value.ts";
import type { AuditActor } from "./repositories/administration/audit-logs.ts";
import type { ApiKey, KeyPermissions } from "./repositories/identity/api-key.ts";
import type { Repositories } from "./store.ts";

export type NewKey = {
  readonly name: string;
  readonly expiresInSeconds?: number | undefined;
} & (
  | { readonly kind: "admin" }
  | {
      readonly kind: "project";
      readonly projectId: string;
      readonly serviceAccountId?: string | undefined;
      readonly permissions: KeyPermissions;
    }
);

export interface IssuedKey {
  readonly key: ApiKey;
  /** To be told once: only its hash is kept. */
  readonly value: string;
}

export interface KeyCircumstances {
  /** Unix milliseconds. */
  readonly now: number;
  readonly actor: AuditActor;
  readonly random?: RandomBytes;
}

/**
 * Makes a key, and an audit log of it: to be called in a transaction. Throws `not-found` where there is no such
 * project or service account.
 */
export async function issueKey(
  { apiKeys, auditLogs }: Repositories,
  wanted: NewKey,
  { now, random, actor }: KeyCircumstances,
): Promise<IssuedKey> {
  const ownedByAccount = wanted.kind === "project" && wanted.serviceAccountId !== undefined;
  const { value, hash, redactedValue } = createKeyValue(
    ownedByAccount ? "service-account" : wanted.kind,
    random,
  );
  const createdAt = Math.floor(now / 1000);
  const { name, expiresInSeconds } = wanted;
  const record = {
    id: createId("key", random),
    name,
    redactedValue,
    createdAt,
    expiresAt: expiresInSeconds === undefined ? undefined : createdAt + expiresInSeconds,
    lastUsedAt: undefined,
  };
  const key: ApiKey =
    wanted.kind === "admin"
      ? { ...record, kind: "admin" }
      : {
          ...record,
          kind: "project",
          projectId: wanted.projectId,
          serviceAccountId: wanted.serviceAccountId,
          permissions: wanted.permissions,
        };
  await apiKeys.create(key, hash);
  const projectId = wanted.kind === "project" ? wanted.projectId : undefined;
  const details = { id: key.id, data: { scopes: scopesOf(wanted) } };
  await auditLogs.append({ type: "api_key.created", projectId, actor, resourceId: key.id, details }, random);
  return { key, value };
}

/** Takes a key away, and logs that. Undefined where there is none. */
export async function revokeKey(
  { apiKeys, auditLogs }: Repositories,
  id: string,
  { now, random, actor }: KeyCircumstances,
): Promise<ApiKey | undefined> {
  const key = await apiKeys.revoke(id, Math.floor(now / 1000));
  if (key === undefined) return undefined;
  const projectId = key.kind === "project" ? key.projectId : undefined;
  await auditLogs.append(
    { type: "api_key.deleted", projectId, actor, resourceId: id, details: { id } },
    random,
  );
  return key;
}

function scopesOf(wanted: NewKey): readonly string[] {
  if (wanted.kind === "admin") return ["api.management.read", "api.management.write", "api.usage.read"];
  const { access } = wanted.permissions;
  return typeof access === "string" ? [access] : access;
}
