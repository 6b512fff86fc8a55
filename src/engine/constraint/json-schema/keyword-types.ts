import type { JsonType } from "./json-value.ts";

const KEYWORDS: Readonly<Partial<Record<JsonType, readonly string[]>>> = {
  object: [
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "unevaluatedProperties",
  ],
  array: [
    "items",
    "prefixItems",
    "additionalItems",
    "minItems",
    "maxItems",
    "uniqueItems",
    "contains",
    "minContains",
    "maxContains",
    "unevaluatedItems",
  ],
  string: ["minLength", "maxLength", "pattern", "format"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
};

/** The one type of value that a keyword speaks of. */
export const KEYWORD_TYPE: ReadonlyMap<string, JsonType> = new Map(
  Object.entries(KEYWORDS).flatMap(([type, keywords]) =>
    keywords.map((keyword) => [keyword, type as JsonType] as const),
  ),
);

/** Keywords that constrain values and that no grammar here expresses. */
export const INEXPRESSIBLE: ReadonlySet<string> = new Set([
  "not",
  "if",
  "then",
  "else",
  "dependentRequired",
  "dependentSchemas",
  "dependencies",
  "uniqueItems",
  "contains",
  "minContains",
  "maxContains",
  "unevaluatedItems",
  "unevaluatedProperties",
  "$dynamicRef",
  "$recursiveRef",
]);
