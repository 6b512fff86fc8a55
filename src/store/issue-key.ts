import { createId, type RandomBytes } from "./ids.ts";
import { createKeyValue } from "./key-value.ts";
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

export interface IssueCircumstances {
  /** Unix milliseconds. */
  readonly now: number;
  readonly random?: RandomBytes;
}

/** Makes a key. Throws `not-found` where there is no such project or service account. */
export async function issueKey(
  { apiKeys }: Repositories,
  wanted: NewKey,
  { now, random }: IssueCircumstances,
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
  return { key, value };
}
