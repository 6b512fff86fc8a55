import { isArray, isObject, type JsonValue } from "./json-value.ts";
import type { SchemaPath } from "./schema-path.ts";

/** What a local JSON pointer (`#`, `#/$defs/a`) points at, or undefined where it is none or leads nowhere. */
export function resolveReference(
  root: JsonValue,
  reference: string,
): { readonly schema: JsonValue; readonly path: SchemaPath } | undefined {
  const path = pointerKeys(reference);
  let schema: JsonValue | undefined = root;
  for (const key of path ?? []) {
    if (isArray(schema)) schema = /^\d{1,9}$/.test(key) ? schema[Number(key)] : undefined;
    else schema = isObject(schema) && Object.hasOwn(schema, key) ? schema[key] : undefined;
  }
  return path === undefined || schema === undefined ? undefined : { schema, path };
}

function pointerKeys(reference: string): string[] | undefined {
  if (reference === "#") return [];
  if (!reference.startsWith("#/")) return undefined;
  try {
    const keys = decodeURIComponent(reference.slice(2)).split("/");
    return keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  } catch {
    return undefined;
  }
}
