import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCHEMAS } from "./fixtures/schemas.ts";
import { smallVocabulary } from "./fixtures/vocabularies.ts";
import { seededRandom, walk } from "./fixtures/walk.ts";
import { type ConstraintCompiler, createConstraintCompiler } from "./index.ts";
import { isObject, type JsonObject, type JsonValue } from "./json-schema/json-value.ts";

const vocabulary = smallVocabulary();
const ajv = new Ajv2020({ strict: false, multipleOfPrecision: 6 });
addFormats.default(ajv);
let compiler: ConstraintCompiler;

beforeAll(async () => {
  compiler = await createConstraintCompiler(vocabulary);
});
afterAll(() => compiler[Symbol.dispose]());

/** Whether the members of objects stand in the order of the schema they belong to. */
function keepsOrder(value: JsonValue, schema: JsonObject): boolean {
  if (!isObject(value) || !isObject(schema.properties)) return true;
  const { properties } = schema;
  const order = Object.keys(properties);
  const keys = Object.keys(value);
  return (
    keys.join() === order.filter((key) => keys.includes(key)).join() &&
    keys.every((key) => keepsOrder(value[key]!, properties[key] as JsonObject))
  );
}

describe("random answers", () => {
  it.each(Object.entries(SCHEMAS))("satisfy the schema %s, with its keys in order", async (name, schema) => {
    const compiled = await compiler.compile({
      kind: "json-schema",
      schema: JSON.stringify(schema),
      strict: true,
    });
    const validate = ajv.compile(schema);
    const random = seededRandom(Object.keys(SCHEMAS).indexOf(name));
    let completed = 0;
    for (let round = 0; round < 20; round++) {
      const constraint = compiled.start();
      const { text, isComplete } = walk(constraint, vocabulary, random);
      if (!isComplete) continue;
      completed += 1;
      const value = JSON.parse(text);
      expect(validate(value), `${text}: ${ajv.errorsText(validate.errors)}`).toBe(true);
      expect(keepsOrder(value, schema), text).toBe(true);
      expect(constraint.isTerminated).toBe(true);
    }
    expect(completed).toBeGreaterThan(0);
  });
});
