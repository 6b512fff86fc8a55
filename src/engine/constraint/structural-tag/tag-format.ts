import { ConstraintError } from "../constraint-error.ts";
import { isArray, isObject, type JsonObject, type JsonValue } from "../json-schema/json-value.ts";

/** A piece of an answer: text that is given, text of a kind, and compositions of both. */
export type TagFormat =
  | { readonly type: "const_string"; readonly value: string }
  | { readonly type: "json_schema"; readonly json_schema: JsonValue; readonly strict: boolean }
  | { readonly type: "regex"; readonly pattern: string }
  | { readonly type: "grammar"; readonly grammar: string }
  | { readonly type: "any_text" }
  | { readonly type: "sequence" | "or"; readonly elements: readonly TagFormat[] }
  | Tag
  /** Any text; where a trigger comes up in it, it goes on as one of the tags that begin with it. */
  | {
      readonly type: "triggered_tags";
      readonly triggers: readonly string[];
      readonly tags: readonly Tag[];
      /** The text begins with a tag. */
      readonly atLeastOne: boolean;
      readonly stopAfterFirst: boolean;
    }
  | {
      readonly type: "tags_with_separator";
      readonly tags: readonly Tag[];
      readonly separator: string;
      readonly atLeastOne: boolean;
      readonly stopAfterFirst: boolean;
    };

export interface Tag {
  readonly type: "tag";
  readonly begin: string;
  readonly content: TagFormat;
  /** Any of these ends the tag. */
  readonly ends: readonly string[];
  /** What an error in the tag names it by. */
  readonly label: string | undefined;
}

const MAXIMUM_DEPTH = 50;

/** Reads `{"type": "structural_tag", "format": …}`, or a format alone. @throws ConstraintError */
export function parseTagFormat(source: string): TagFormat {
  let value: JsonValue;
  try {
    value = JSON.parse(source);
  } catch {
    throw new ConstraintError("The structural tag is not valid JSON.");
  }
  const isWrapped = isObject(value) && value.type === "structural_tag";
  return readFormat(isWrapped ? (value as JsonObject).format : value, 0);
}

function readFormat(value: JsonValue | undefined, depth: number): TagFormat {
  if (depth > MAXIMUM_DEPTH) throw new ConstraintError("The structural tag is nested too deeply.");
  if (!isObject(value)) throw malformed("format", "an object");
  switch (value.type) {
    case "const_string":
      return { type: value.type, value: readString(value, "value") };
    case "json_schema":
      return { type: value.type, json_schema: value.json_schema ?? true, strict: value.strict === true };
    case "regex":
      return { type: value.type, pattern: readString(value, "pattern") };
    case "grammar":
      return { type: value.type, grammar: readString(value, "grammar") };
    case "any_text":
      return { type: value.type };
    case "sequence":
    case "or":
      return {
        type: value.type,
        elements: readList(value, "elements").map((item) => readFormat(item, depth + 1)),
      };
    case "tag":
      return readTag(value, depth);
    case "triggered_tags":
      return {
        type: value.type,
        triggers: readList(value, "triggers").map((item) => requireString(item, "triggers")),
        ...readTags(value, depth),
      };
    case "tags_with_separator":
      return { type: value.type, separator: readString(value, "separator"), ...readTags(value, depth) };
    default:
      throw new ConstraintError("The structural tag has a format of an unknown type.");
  }
}

function readTags(
  value: JsonObject,
  depth: number,
): { tags: Tag[]; atLeastOne: boolean; stopAfterFirst: boolean } {
  return {
    tags: readList(value, "tags").map((item) => readTag(item, depth)),
    atLeastOne: value.at_least_one === true,
    stopAfterFirst: value.stop_after_first === true,
  };
}

function readTag(value: JsonValue, depth: number): Tag {
  if (!isObject(value)) throw malformed("tag", "an object");
  const ends = isArray(value.end) ? value.end : [value.end ?? ""];
  return {
    type: "tag",
    begin: readString(value, "begin"),
    content: readFormat(value.content, depth + 1),
    ends: ends.map((end) => requireString(end, "end")),
    label: typeof value.label === "string" ? value.label : undefined,
  };
}

function readList(value: JsonObject, key: string): readonly JsonValue[] {
  const list = value[key];
  if (!isArray(list) || list.length === 0) throw malformed(key, "a filled array");
  return list;
}

function readString(value: JsonObject, key: string): string {
  return requireString(value[key], key);
}

function requireString(value: JsonValue | undefined, key: string): string {
  if (typeof value !== "string") throw malformed(key, "a string");
  return value;
}

function malformed(key: string, expected: string): ConstraintError {
  return new ConstraintError(`The structural tag's '${key}' must be ${expected}.`);
}
