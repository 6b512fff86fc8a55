import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import type { Placeholders } from "./placeholders.ts";

/** Deeper data is not worth a template's time, and recursion must end somewhere. */
const MAXIMUM_DEPTH = 64;

/** Words of the tool format and of JSON schema, which templates look up by name. */
const KNOWN_KEYS = new Set(
  (
    "type function name description parameters properties required items enum const default anyOf oneOf allOf " +
    "additionalProperties strict return $ref $defs definitions title format nullable arguments"
  ).split(" "),
);

/** Words that templates compare `type` with. */
const KNOWN_TYPES = new Set("function string number integer boolean object array null".split(" "));

/**
 * Masks every string of a JSON object, keys included, except the words above: they are constants
 * of ours, whoever sent them. Throws a RangeError where the data is too deep.
 */
export function maskJson(value: JsonObject, placeholders: Placeholders): JsonObject {
  return maskObject(value, placeholders, 0);
}

function maskObject(value: JsonObject, placeholders: Placeholders, depth: number): JsonObject {
  const entries = Object.entries(value).map(([key, member]): [string, JsonValue] => {
    const maskedKey = KNOWN_KEYS.has(key) ? key : placeholders.mask(key);
    if (key === "type" && typeof member === "string" && KNOWN_TYPES.has(member)) return [maskedKey, member];
    return [maskedKey, maskValue(member, placeholders, depth + 1)];
  });
  return Object.fromEntries(entries);
}

function maskValue(value: JsonValue, placeholders: Placeholders, depth: number): JsonValue {
  if (depth > MAXIMUM_DEPTH) throw new RangeError("JSON is nested too deeply");
  if (typeof value === "string") return placeholders.mask(value);
  if (isJsonObject(value)) return maskObject(value, placeholders, depth);
  if (Array.isArray(value)) {
    return value.map((member: JsonValue) => maskValue(member, placeholders, depth + 1));
  }
  return value;
}
