import { z } from "@hono/zod-openapi";
import { describe, expect, it } from "vitest";
import { identifierName, listOf, mapOf, metadataField, wideInteger } from "./fields.ts";
import { validationError } from "./validation-error.ts";

const part = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string() }),
  z.strictObject({ type: z.literal("image"), url: z.string() }),
]);

const schema = z.strictObject({
  model: z.string(),
  messages: listOf(
    z.discriminatedUnion("role", [
      z.strictObject({
        role: z.literal("user"),
        content: z.union([z.string(), listOf(part, { maximum: 3 })]),
      }),
      z.strictObject({ role: z.literal("tool"), name: identifierName() }),
    ]),
    { minimum: 1, maximum: 3 },
  ),
  n: z.int().min(1).max(128).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  seed: wideInteger().nullish(),
  stop: z.union([z.string().min(1), listOf(z.string(), { minimum: 1, maximum: 4 })]).nullish(),
  choice: z.union([z.enum(["none", "auto", "required"]), z.strictObject({ name: z.string() })]).nullish(),
  tier: z.enum(["auto", "default"]).nullish(),
  options: z.strictObject({ usage: z.boolean().nullish() }).nullish(),
  metadata: metadataField().nullish(),
  bias: mapOf(z.string().regex(/^\d+$/, "Only integers."), z.number().max(100), 4).nullish(),
});

function errorOf(body: unknown) {
  const result = schema.safeParse(body);
  if (result.success) throw new Error("The body is valid.");
  const { message, param, code } = validationError(schema, body, result.error.issues);
  return { message, param, code };
}

const user = { role: "user", content: "hi" };
const valid = { model: "m", messages: [user] };

describe("validationError", () => {
  it.each<[name: string, fragment: object, param: string | undefined, code: string, message: string]>([
    ["an unknown parameter", { foo: 1 }, "foo", "unknown_parameter", "Unknown parameter: 'foo'."],
    [
      "an unknown nested parameter",
      { options: { bogus: 1 } },
      "options.bogus",
      "unknown_parameter",
      "Unknown parameter: 'options.bogus'.",
    ],
    [
      "no messages",
      { messages: [] },
      "messages",
      "empty_array",
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
    ],
    [
      "too many messages",
      { messages: [user, user, user, user] },
      "messages",
      "array_above_max_length",
      "Invalid 'messages': array too long. Expected an array with maximum length 3, but got an array with length 4 instead.",
    ],
    [
      "messages of another type",
      { messages: "hi" },
      "messages",
      "invalid_type",
      "Invalid type for 'messages': expected an array of objects, but got a string instead.",
    ],
    [
      "null where something is wanted",
      { messages: null },
      "messages",
      "invalid_type",
      "Invalid type for 'messages': expected an array of objects, but got null instead.",
    ],
    [
      "a message of another type",
      { messages: ["hi"] },
      "messages[0]",
      "invalid_type",
      "Invalid type for 'messages[0]': expected an object, but got a string instead.",
    ],
    [
      "a missing role",
      { messages: [{ content: "hi" }] },
      "messages[0].role",
      "missing_required_parameter",
      "Missing required parameter: 'messages[0].role'.",
    ],
    [
      "an unknown role",
      { messages: [{ role: "bogus" }] },
      "messages[0].role",
      "invalid_value",
      "Invalid value: 'bogus'. Supported values are: 'user' and 'tool'.",
    ],
    [
      "content of another type",
      { messages: [{ role: "user", content: 7 }] },
      "messages[0].content",
      "invalid_type",
      "Invalid type for 'messages[0].content': expected one of a string or array of objects, but got an integer instead.",
    ],
    [
      "a fault inside one alternative of a union",
      { messages: [{ role: "user", content: [{ type: "text", text: "x" }, { type: "image" }] }] },
      "messages[0].content[1].url",
      "missing_required_parameter",
      "Missing required parameter: 'messages[0].content[1].url'.",
    ],
    [
      "an unknown kind of part",
      { messages: [{ role: "user", content: [{ type: "zz" }] }] },
      "messages[0].content[0].type",
      "invalid_value",
      "Invalid value: 'zz'. Supported values are: 'text' and 'image'.",
    ],
    [
      "a malformed name",
      { messages: [{ role: "tool", name: "a.b" }] },
      "messages[0].name",
      "invalid_value",
      "Invalid 'messages[0].name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
    ],
    [
      "an empty name",
      { messages: [{ role: "tool", name: "" }] },
      "messages[0].name",
      "empty_string",
      "Invalid 'messages[0].name': empty string. Expected a string with minimum length 1, but got an empty string instead.",
    ],
    [
      "an integer of another type",
      { n: "2" },
      "n",
      "invalid_type",
      "Invalid type for 'n': expected an integer, but got a string instead.",
    ],
    [
      "a decimal for an integer",
      { n: 1.5 },
      "n",
      "invalid_type",
      "Invalid type for 'n': expected an integer, but got a decimal number instead.",
    ],
    [
      "a decimal for a large integer",
      { seed: 1.5 },
      "seed",
      "invalid_type",
      "Invalid type for 'seed': expected an integer, but got a decimal number instead.",
    ],
    [
      "too small an integer",
      { n: 0 },
      "n",
      "integer_below_min_value",
      "Invalid 'n': integer below minimum value. Expected a value >= 1, but got 0 instead.",
    ],
    [
      "too large a decimal",
      { temperature: 2.5 },
      "temperature",
      "decimal_above_max_value",
      "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 2.5 instead.",
    ],
    [
      "a value outside an enumeration",
      { tier: "bogus" },
      "tier",
      "invalid_value",
      "Invalid value: 'bogus'. Supported values are: 'auto' and 'default'.",
    ],
    [
      "another type than an enumeration's",
      { tier: {} },
      "tier",
      "invalid_type",
      "Invalid type for 'tier': expected one of 'auto' or 'default', but got an object instead.",
    ],
    [
      "a value outside an enumeration in a union",
      { choice: "bogus" },
      "choice",
      "invalid_value",
      "Invalid value: 'bogus'. Supported values are: 'none', 'auto', and 'required'.",
    ],
    [
      "another type than a union's",
      { choice: 7 },
      "choice",
      "invalid_type",
      "Invalid type for 'choice': expected one of one of 'none', 'auto', or 'required' or object, but got an integer instead.",
    ],
    [
      "a missing member in a union",
      { choice: {} },
      "choice.name",
      "missing_required_parameter",
      "Missing required parameter: 'choice.name'.",
    ],
    [
      "too long a metadata value",
      { metadata: { k: "x".repeat(600) } },
      "metadata.k",
      "string_above_max_length",
      "Invalid 'metadata.k': string too long. Expected a string with maximum length 512, but got a string with length 600 instead.",
    ],
    [
      "too long a metadata key",
      { metadata: { ["k".repeat(70)]: "v" } },
      "metadata.kkk...kkk",
      "property_name_above_max_length",
      "Invalid property name in 'metadata': 'kkk...kkk' is too long. Expected a string with maximum length 64, but got a string with length 70 instead.",
    ],
    [
      "too many metadata pairs",
      { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, "v"])) },
      "metadata",
      "object_above_max_properties",
      "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object with 17 properties instead.",
    ],
    [
      "a malformed key",
      { bias: { x: 1 } },
      "bias",
      "invalid_value",
      "Invalid key in 'bias': x. Only integers.",
    ],
    [
      "a long secret in an enumeration",
      { tier: "sk-secret-secret-secret" },
      "tier",
      "invalid_value",
      "Invalid value: 'sk-...ret'. Supported values are: 'auto' and 'default'.",
    ],
  ])("words %s as the service does", (_name, fragment, param, code, message) => {
    expect(errorOf({ ...valid, ...fragment })).toEqual({ message, param, code });
  });

  it("looks at no element of a list that is too long", () => {
    const messages = [{}, {}, {}, {}];
    expect(errorOf({ ...valid, messages }).code).toBe("array_above_max_length");
    const { error } = schema.safeParse({ ...valid, messages });
    expect(error?.issues).toHaveLength(1);
  });

  it("asks for a missing model first, without naming it", () => {
    expect(errorOf({ foo: 1 })).toEqual({
      message: "you must provide a model parameter",
      param: undefined,
      code: undefined,
    });
  });

  it("reports missing parameters before unknown ones, and those before wrong values", () => {
    expect(errorOf({ model: "m", foo: 1 }).param).toBe("messages");
    expect(errorOf({ ...valid, n: "x", foo: 1 }).param).toBe("foo");
  });

  it("reports wrong values in the order of the schema", () => {
    expect(errorOf({ ...valid, tier: "x", temperature: 9, n: 0 }).param).toBe("n");
  });

  it.each([5, null, [], "x"])("refuses a body that is no object: %j", (body) => {
    expect(errorOf(body)).toMatchObject({ code: "invalid_type", param: undefined });
  });
});
