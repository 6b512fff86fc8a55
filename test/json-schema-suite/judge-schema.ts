import { compileSource } from "../../src/engine/constraint/compiler/compile-source.ts";
import { ConstraintError } from "../../src/engine/constraint/constraint-error.ts";
import { byteVocabulary } from "../../src/engine/constraint/fixtures/vocabularies.ts";
import {
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
} from "../../src/engine/constraint/json-schema/json-value.ts";
import { GrammarConstraint } from "../../src/engine/constraint/matcher/grammar-constraint.ts";
import { SharedRuntime } from "../../src/engine/constraint/matcher/grammar-runtime.ts";
import type { SuiteGroup } from "./load-suite.ts";

export interface Judgement {
  /** Why the schema was refused; undefined where it was not. */
  readonly refusal: string | undefined;
  /** Tests whose value may be said exactly where it is valid. */
  readonly right: number;
  /** Valid values that the grammar leaves out: it may be narrower than the schema. */
  readonly narrower: readonly string[];
  /** Values that are not valid and may be said all the same. */
  readonly wrong: readonly string[];
}

const runtime = new SharedRuntime(byteVocabulary(), 1e8);

/** Holds one schema of the suite against its tests. */
export function judgeSchema({ schema, tests }: SuiteGroup, strict: boolean): Judgement {
  let constrained: ReturnType<SharedRuntime["for"]>;
  try {
    constrained = runtime.for(compileSource({ kind: "json-schema", schema: JSON.stringify(schema), strict }));
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error;
    return { refusal: error.message, right: 0, narrower: [], wrong: [] };
  }
  const narrower: string[] = [];
  const wrong: string[] = [];
  for (const { description, data, valid } of tests) {
    const constraint = new GrammarConstraint(constrained);
    const bytes = Buffer.from(JSON.stringify(ordered(data, schema)));
    const said = [...bytes].every((byte) => constraint.accept(byte)) && constraint.isComplete;
    if (said !== valid) (valid ? narrower : wrong).push(description);
  }
  return { refusal: undefined, right: tests.length - narrower.length - wrong.length, narrower, wrong };
}

/** The value with its members in the order of `properties`: the order is the grammar's business. */
function ordered(data: JsonValue, schema: JsonValue): JsonValue {
  if (isArray(data)) return data.map((item) => ordered(item, (isObject(schema) && schema.items) || {}));
  if (!isObject(data)) return data;
  const properties: JsonObject = isObject(schema) && isObject(schema.properties) ? schema.properties : {};
  const known = Object.keys(properties).filter((key) => Object.hasOwn(data, key));
  const others = Object.keys(data).filter((key) => !known.includes(key));
  return Object.fromEntries(
    [...known, ...others].map((key) => [key, ordered(data[key]!, properties[key] ?? {})]),
  );
}
