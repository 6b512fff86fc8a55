import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";

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

type Mask = (text: string) => string;

/**
 * Masks every string of a JSON object, keys included, except the words above: they are constants
 * of ours, whoever sent them. Throws a RangeError where the data is too deep.
 */
export function maskJson(value: JsonObject, mask: Mask): JsonObject {
  return maskObject(value, mask, 0);
}

function maskObject(value: JsonObject, mask: Mask, depth: number): JsonObject {
  const entries = Object.entries(value).map(([key, member]): [string, JsonValue] => {
    const maskedKey = KNOWN_KEYS.has(key) ? key : mask(key);
    if (key === "type" && typeof member === "string" && KNOWN_TYPES.has(member)) return [maskedKey, member];
    return [maskedKey, maskValue(member, mask, depth + 1)];
  });
  return Object.fromEntries(entries);
}

function maskValue(value: JsonValue, mask: Mask, depth: number): JsonValue {
  if (depth > MAXIMUM_DEPTH) throw new RangeError("JSON is nested too deeply");
  if (typeof value === "string") return mask(value);
  if (isJsonObject(value)) return maskObject(value, mask, depth);
  if (Array.isArray(value)) {
    return value.map((member: JsonValue) => maskValue(member, mask, depth + 1));
  }
  return value;
}
