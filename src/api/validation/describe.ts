import type { z } from "@hono/zod-openapi";
import { definitionOf, literalsOf } from "./schema-walk.ts";

/** What a parameter must be, in the words of error messages: "a string", "an array of objects". */
export function describeExpectation(schema: z.core.$ZodType): string {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "string":
      return "a string";
    case "number":
      return isInteger(schema) ? "an integer" : "a decimal";
    case "boolean":
      return "a boolean";
    case "array":
      return `an array of ${plural(definition.element)}`;
    case "enum":
    case "literal":
      return `one of ${quotedList(literalsOf(schema), "or")}`;
    case "union":
      return "discriminator" in definition ? "an object" : describeUnion(definition.options);
    default:
      return "an object";
  }
}

/** What a value is, in the same words: "an integer", "null". */
export function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) return "a number out of range";
      return Number.isInteger(value) ? "an integer" : "a decimal number";
    case "object":
      return "an object";
    default:
      return `a ${typeof value}`;
  }
}

/** `'a'`, `'a' or 'b'`, `'a', 'b', or 'c'`. */
export function quotedList(values: readonly unknown[], conjunction: "and" | "or"): string {
  return list(
    values.map((value) => `'${value}'`),
    conjunction,
  );
}

export function isInteger(schema: z.core.$ZodType): boolean {
  const definition = definitionOf(schema);
  // Such as 'auto' or an integer.
  if (definition.type === "union") return definition.options.some(isInteger);
  if (definition.type !== "number") return false;
  // The library has no format for wide integers: theirs is the only custom check of a number.
  return "format" in definition || (definition.checks ?? []).some(({ _zod }) => _zod.def.check === "custom");
}

function describeUnion(options: readonly z.core.$ZodType[]): string {
  const [first = "", ...others] = options.map(describeExpectation);
  return `one of ${list([first, ...others.map(withoutArticle)], "or")}`;
}

function list(items: readonly string[], conjunction: "and" | "or"): string {
  if (items.length <= 2) return items.join(` ${conjunction} `);
  return `${items.slice(0, -1).join(", ")}, ${conjunction} ${items.at(-1)}`;
}

function withoutArticle(phrase: string): string {
  return phrase.replace(/^an? /, "");
}

function plural(schema: z.core.$ZodType): string {
  return `${withoutArticle(describeExpectation(schema))}s`;
}
