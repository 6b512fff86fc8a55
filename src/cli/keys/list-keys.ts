import type { Config } from "../../config/index.ts";
import { type ApiKey, openStore } from "../../store/index.ts";
import { storeLocation } from "../serve/store-location.ts";

/** One line for each key, or all as JSON. */
export async function listKeys(config: Config, json: boolean): Promise<string> {
  const store = await openStore(storeLocation(config));
  try {
    const keys = await store.apiKeys.all();
    if (json) return `${JSON.stringify(keys, undefined, 2)}\n`;
    if (keys.length === 0) return "There are no keys.\n";
    return keys.map((key) => `${describeKey(key)}\n`).join("");
  } finally {
    await store.close();
  }
}

function describeKey(key: ApiKey): string {
  const owner = key.kind === "admin" ? "administrates" : `works in ${key.projectId}${restrictions(key)}`;
  const used = key.lastUsedAt === undefined ? "never used" : `last used ${day(key.lastUsedAt)}`;
  const end = key.expiresAt === undefined ? "" : `, until ${day(key.expiresAt)}`;
  return `${key.id}  ${key.redactedValue}  ${key.name}: ${owner}, made ${day(key.createdAt)}, ${used}${end}`;
}

function restrictions({ permissions: { access, models } }: ApiKey & { kind: "project" }): string {
  const scopes = access === "all" ? "" : ` (${access === "read-only" ? access : access.join(" ")})`;
  return models === "all" ? scopes : `${scopes} with ${models.join(" ")}`;
}

const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
