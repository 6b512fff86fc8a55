import { z } from "@hono/zod-openapi";

/** A schema with optional, nullable, default and preprocessing wrappers taken off. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const definition = (schema as z.core.$ZodTypes)._zod.def;
  switch (definition.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "readonly":
    case "nonoptional":
      return unwrap(definition.innerType);
    case "pipe":
      return unwrap(definition.in instanceof z.ZodTransform ? definition.out : definition.in);
    case "lazy":
      return unwrap(definition.getter());
    default:
      return schema;
  }
}

export function definitionOf(schema: z.core.$ZodType): z.core.$ZodTypes["_zod"]["def"] {
  return (unwrap(schema) as z.core.$ZodTypes)._zod.def;
}

/** The schema that governs the value at `path`, or undefined where the path leaves the schema. */
export function schemaAt(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  value: unknown,
): z.core.$ZodType | undefined {
  const [segment, ...rest] = path;
  if (segment === undefined) return unwrap(schema);
  const member = memberSchema(schema, segment, value);
  return member && schemaAt(member, rest, (value as Record<PropertyKey, unknown> | undefined)?.[segment]);
}

function memberSchema(
  schema: z.core.$ZodType,
  segment: PropertyKey,
  value: unknown,
): z.core.$ZodType | undefined {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "object":
      return definition.shape[String(segment)];
    case "array":
      return definition.element;
    case "record":
      return definition.valueType;
    case "union":
      return "discriminator" in definition
        ? discriminated(definition as z.core.$ZodDiscriminatedUnionDef, segment, value)
        : firstDefined(definition.options, (option) => memberSchema(option, segment, value));
    default:
      return undefined;
  }
}

/** The discriminator itself stands for all its literals, so that an unknown one can be answered with a list. */
function discriminated(
  definition: z.core.$ZodDiscriminatedUnionDef,
  segment: PropertyKey,
  value: unknown,
): z.core.$ZodType | undefined {
  const chosen = (value as Record<string, unknown> | undefined)?.[definition.discriminator];
  for (const option of definition.options) {
    const literal = memberSchema(option, definition.discriminator, value);
    if (literal && literalsOf(literal).includes(chosen)) return memberSchema(option, segment, value);
  }
  if (segment === definition.discriminator) return z.literal(discriminatorValues(definition));
  // The discriminator may be missing, and an option may be such a union itself.
  return firstDefined(definition.options, (option) => memberSchema(option, segment, value));
}

export function discriminatorValues(definition: z.core.$ZodDiscriminatedUnionDef): string[] {
  return definition.options.flatMap((option) => {
    const literal = memberSchema(option, definition.discriminator, undefined);
    return literal ? literalsOf(literal).map(String) : [];
  });
}

/** What an enum or a literal allows, or those among the alternatives of a union. */
export function literalsOf(schema: z.core.$ZodType): unknown[] {
  const definition = definitionOf(schema);
  if (definition.type === "union") return definition.options.flatMap(literalsOf);
  if (definition.type === "enum") return Object.values(definition.entries);
  return definition.type === "literal" ? definition.values : [];
}

function firstDefined<Item, Result>(items: readonly Item[], pick: (item: Item) => Result | undefined) {
  for (const item of items) {
    const result = pick(item);
    if (result !== undefined) return result;
  }
  return undefined;
}
