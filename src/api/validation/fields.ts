import { z } from "@hono/zod-openapi";

/**
 * A list whose length is checked before its elements are: a hostile list of a million faulty
 * elements would otherwise make a million issues.
 */
export function listOf<Element extends z.ZodType>(
  element: Element,
  bounds: { readonly minimum?: number; readonly maximum: number },
) {
  const list = z
    .array(element)
    .min(bounds.minimum ?? 0)
    .max(bounds.maximum);
  return z.preprocess((value, context) => {
    if (!Array.isArray(value) || value.length <= bounds.maximum) return value;
    context.issues.push({
      code: "too_big",
      origin: "array",
      maximum: bounds.maximum,
      inclusive: true,
      input: value,
    });
    return z.NEVER;
  }, list);
}

const INT64_BOUND = 2 ** 63;

/**
 * An integer of 64 bits. JSON numbers beyond 2^53 have lost their last digits by now, which matters
 * little where equal numbers only have to have equal effects. `multipleOf(1)` would let the smallest
 * fractions pass.
 */
export const wideInteger = () =>
  z
    .number()
    .min(-INT64_BOUND)
    .max(INT64_BOUND)
    .refine(Number.isInteger)
    .openapi({ type: "integer", format: "int64" });

/** An integer in a query, where everything is text. */
export const queryInteger = (bounds: { readonly minimum: number; readonly maximum: number }) =>
  z.preprocess(
    (text) => (typeof text === "string" && text !== "" ? Number(text) : text),
    z.int().min(bounds.minimum).max(bounds.maximum),
  );

/** A yes or no in a query. */
export const queryBoolean = () =>
  z
    .preprocess((text) => (text === "true" ? true : text === "false" ? false : text), z.boolean())
    .openapi({ type: "boolean" });

/** A parameter that a query may give several times, as in `ids[]=a&ids[]=b`. */
export const queryList = <Element extends z.ZodType>(element: Element, maximum = 100) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(element).max(maximum),
  );

/** Names of functions, tools and schemas. */
export const identifierName = () =>
  z
    .string()
    .min(1)
    .max(64)
    .regex(/^[a-zA-Z0-9_-]+$/);

/** A map whose size is checked before its members are, for the reason given at {@link listOf}. */
export function mapOf<Key extends z.core.$ZodRecordKey, Value extends z.ZodType>(
  key: Key,
  value: Value,
  maximum: number,
) {
  return z.preprocess(
    (map, context) => {
      if (typeof map !== "object" || map === null) return map;
      if (Object.keys(map).length > maximum) {
        context.issues.push({ code: "too_big", origin: "object", maximum, inclusive: true, input: map });
        return z.NEVER;
      }
      // Records leave this name out without a word; what is not kept has to be refused.
      if (Object.hasOwn(map, "__proto__")) {
        context.issues.push({ code: "unrecognized_keys", keys: ["__proto__"], input: { ...map } });
        return z.NEVER;
      }
      return map;
    },
    z.record(key, value),
  );
}

/** Labels that clients attach to stored objects. */
export const metadataField = () => mapOf(z.string().max(64), z.string().max(512), 16);
