import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";

/** Name under which a schema finds the whole it was taken from. */
const WHOLE = "the whole schema";

/** A part of a schema that stands by itself: what it refers to comes along. */
export function standaloneSchema(part: JsonValue | undefined, whole: JsonObject): JsonObject {
  if (!isJsonObject(part)) return {};
  const { $defs, definitions, ...rest } = whole;
  const shared: JsonObject = {
    ...(isJsonObject($defs) && { $defs }),
    ...(isJsonObject(definitions) && { definitions }),
  };
  if (!refersToWhole(part) && !refersToWhole(shared)) return { ...part, ...shared };
  const moved = redirect({ ...part, ...shared }) as JsonObject;
  return { ...moved, $defs: { ...(moved.$defs as JsonObject), [WHOLE]: redirect(rest) } };
}

function refersToWhole(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(refersToWhole);
  if (!isJsonObject(value)) return false;
  return value.$ref === "#" || Object.values(value).some(refersToWhole);
}

function redirect(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(redirect);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, member]): [string, JsonValue] =>
    key === "$ref" && member === "#" ? [key, `#/$defs/${WHOLE}`] : [key, redirect(member)],
  );
  return Object.fromEntries(entries);
}
