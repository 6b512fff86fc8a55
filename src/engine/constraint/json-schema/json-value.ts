export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export type JsonType = "null" | "boolean" | "object" | "array" | "number" | "string";

export const JSON_TYPES: readonly JsonType[] = ["null", "boolean", "object", "array", "number", "string"];

export function typeOf(value: JsonValue): JsonType {
  if (value === null) return "null";
  if (isArray(value)) return "array";
  return typeof value as Exclude<JsonType, "null" | "array">;
}

export function equalJson(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (isArray(a))
    return isArray(b) && a.length === b.length && a.every((item, index) => equalJson(item, b[index]!));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key]!, b[key]!))
  );
}
