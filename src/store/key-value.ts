import { createHash, randomBytes } from "node:crypto";
import type { RandomBytes } from "./ids.ts";

const prefixes = { admin: "sk-admin-", project: "sk-proj-", "service-account": "sk-svcacct-" } as const;

export type KeyValueKind = keyof typeof prefixes;

/** A fresh key. The value is told once and kept nowhere. */
export interface KeyValue {
  readonly value: string;
  readonly hash: string;
  readonly redactedValue: string;
}

/** 288 random bits behind the prefix that tells what the key is for. */
export function createKeyValue(kind: KeyValueKind, random: RandomBytes = randomBytes): KeyValue {
  const prefix = prefixes[kind];
  const secret = Buffer.from(random(36)).toString("base64url");
  const value = prefix + secret;
  return {
    value,
    hash: hashOfKey(value),
    redactedValue: `${prefix}${secret.slice(0, 3)}...${secret.slice(-3)}`,
  };
}

/** Keys are random and long: a plain hash cannot be reversed, and needs no salt. */
export function hashOfKey(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
