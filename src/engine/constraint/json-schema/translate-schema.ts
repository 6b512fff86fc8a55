import {
  choice,
  type Expression,
  type Grammar,
  GrammarBuilder,
  NOTHING,
  text,
} from "../automaton/expression.ts";
import { ConstraintError } from "../constraint-error.ts";
import { arrayExpression } from "./array-expression.ts";
import { addFacts } from "./collect-facts.ts";
import { type Facts, noFacts, type SchemaNode } from "./facts.ts";
import { type AnyJson, anyJson, COMPACT } from "./json-syntax.ts";
import { isArray, isObject, JSON_TYPES, type JsonType, type JsonValue } from "./json-value.ts";
import { literalExpression, satisfyingValues } from "./literal-expression.ts";
import { numberExpression } from "./number-expression.ts";
import { objectExpression } from "./object-expression.ts";
import { resolveReference } from "./resolve-reference.ts";
import { schemaError } from "./schema-error.ts";
import type { SchemaPath } from "./schema-path.ts";
import { stringExpression } from "./string-expression.ts";

/** Longest source, in characters. */
export const MAXIMUM_SCHEMA_LENGTH = 1_048_576;
const MAXIMUM_DEPTH = 200;
/** Combinations of alternatives multiply; this bounds what they can come to. */
const MAXIMUM_VALUES = 50_000;

export interface TranslatedSchema {
  readonly grammar: Grammar;
  /** Why parts of a schema that is not strict are not enforced. */
  readonly unenforced: readonly string[];
}

/**
 * Translates a JSON schema into a grammar of the compact JSON texts that satisfy it, with members in
 * the order of `properties`. The grammar never allows what the schema forbids: strict schemas that
 * cannot be expressed are refused, others are left without the keyword in question.
 *
 * @throws ConstraintError
 */
export function translateSchema(source: string, strict: boolean): TranslatedSchema {
  const builder = new GrammarBuilder();
  const translation = translateSchemaInto(parseSchema(source), strict, builder);
  return { grammar: builder.build(translation.expression), unenforced: translation.unenforced };
}

/** The same, as an expression among other rules. */
export function translateSchemaInto(
  schema: JsonValue,
  strict: boolean,
  builder: GrammarBuilder,
): { readonly expression: Expression; readonly unenforced: readonly string[] } {
  const translator = new SchemaTranslator(schema, strict, builder);
  const expression = translator.value([{ schema, path: [] }]);
  return { expression, unenforced: [...translator.unenforced] };
}

function parseSchema(source: string): JsonValue {
  if (source.length > MAXIMUM_SCHEMA_LENGTH) {
    throw new ConstraintError(`The schema is longer than ${MAXIMUM_SCHEMA_LENGTH} characters.`);
  }
  try {
    return JSON.parse(source);
  } catch {
    throw new ConstraintError("The schema is not valid JSON.");
  }
}

export class SchemaTranslator {
  readonly strict: boolean;
  readonly builder: GrammarBuilder;
  readonly any: AnyJson;
  readonly unenforced = new Set<string>();
  readonly #root: JsonValue;
  readonly #rules = new Map<string, Expression>();
  readonly #ids = new WeakMap<object, number>();
  readonly #shared = new Map<string, Expression>();
  #lastId = 0;
  #values = 0;
  #depth = 0;

  constructor(root: JsonValue, strict: boolean, builder: GrammarBuilder) {
    this.#root = root;
    this.strict = strict;
    this.builder = builder;
    this.any = anyJson(builder, COMPACT);
  }

  /** A value that satisfies all of the schemas. */
  value(nodes: readonly SchemaNode[]): Expression {
    const known = this.#expand(nodes);
    if (known === undefined) return NOTHING;
    if (known.length === 0) return this.any.value;
    const key = known
      .map((node) => this.#identify(node))
      .sort()
      .join(" ");
    const existing = this.#rules.get(key);
    if (existing !== undefined) return existing;
    if (++this.#values > MAXIMUM_VALUES) throw new ConstraintError("The schema has too many combinations.");
    if (++this.#depth > MAXIMUM_DEPTH) throw new ConstraintError("The schema is nested too deeply.");
    const rule = this.builder.reserve();
    const reference: Expression = { kind: "rule", rule };
    this.#rules.set(key, reference);
    this.builder.define(rule, this.#translate(known));
    this.#depth -= 1;
    return reference;
  }

  /** Expressions of equal content are made once: they share a rule and its masks. */
  shared(key: string, make: () => Expression): Expression {
    let expression = this.#shared.get(key);
    if (expression === undefined) {
      expression = this.builder.rule(make());
      this.#shared.set(key, expression);
    }
    return expression;
  }

  /** In strict mode the error is the caller's; otherwise it is noted, and the keyword left out. */
  refuse(error: ConstraintError): void {
    if (this.strict) throw error;
    if (this.unenforced.size < 100) this.unenforced.add(error.message);
  }

  /** All that schemas say, or undefined where they say nothing. */
  collect(nodes: readonly SchemaNode[]): Facts | undefined {
    const known = this.#expand(nodes) ?? [];
    return known.length === 0 ? undefined : this.#facts(known);
  }

  #facts(nodes: readonly SchemaNode[]): Facts {
    const facts = noFacts(nodes[0]!.path);
    for (const node of nodes) {
      if (isObject(node.schema)) addFacts(facts, node, node.schema, (error) => this.refuse(error));
    }
    return facts;
  }

  #translate(nodes: readonly SchemaNode[]): Expression {
    const facts = this.#facts(nodes);
    const [group] = facts.choices;
    if (group !== undefined) {
      const rest = nodes.flatMap((node) =>
        node === group.from ? { ...node, without: new Set([...(node.without ?? []), group.keyword]) } : node,
      );
      return choice(...group.alternatives.map((alternative) => this.value([...rest, alternative])));
    }
    if (facts.values !== undefined) {
      const values = satisfyingValues(facts.values, facts, this);
      return choice(...values.map((value) => literalExpression(value, COMPACT)));
    }
    return choice(...typesOf(facts).map((type) => this.#typed(type, facts)));
  }

  #typed(type: JsonType, facts: Facts): Expression {
    switch (type) {
      case "null":
        return text("null");
      case "boolean":
        return choice(text("true"), text("false"));
      case "number":
        return numberExpression(facts, this);
      case "string":
        return stringExpression(facts, this);
      case "array":
        return arrayExpression(facts, this);
      case "object":
        return objectExpression(facts, this);
    }
  }

  /** Follows references and `allOf`. Schemas that allow everything vanish; undefined: nothing is allowed. */
  #expand(nodes: readonly SchemaNode[]): SchemaNode[] | undefined {
    const pending = [...nodes];
    const found = new Map<string, SchemaNode>();
    for (let node = pending.shift(); node !== undefined; node = pending.shift()) {
      const { schema, path } = node;
      if (schema === false) return undefined;
      if (schema === true) continue;
      if (!isObject(schema)) throw schemaError(path, "a schema must be an object or a boolean");
      const id = this.#identify(node);
      if (found.has(id)) continue;
      found.set(id, node);
      if (typeof schema.$ref === "string") pending.push(this.#target(schema.$ref, path));
      if (isArray(schema.allOf)) {
        pending.push(
          ...schema.allOf.map((item, index) => ({ schema: item, path: [...path, "allOf", String(index)] })),
        );
      }
    }
    return [...found.values()].filter(constrains);
  }

  #target(reference: string, path: SchemaPath): SchemaNode {
    const first = resolveReference(this.#root, reference);
    const seen = new Set<JsonValue>();
    for (let target = first; target !== undefined; ) {
      if (seen.has(target.schema)) throw schemaError(path, `reference '${reference}' leads back to itself`);
      seen.add(target.schema);
      const next: JsonValue | undefined = isObject(target.schema) ? target.schema.$ref : undefined;
      if (typeof next !== "string") return first!;
      target = resolveReference(this.#root, next);
    }
    throw schemaError(path, `reference '${reference}' cannot be resolved`);
  }

  #identify({ schema, without }: SchemaNode): string {
    const object = schema as object;
    let id = this.#ids.get(object);
    if (id === undefined) {
      id = ++this.#lastId;
      this.#ids.set(object, id);
    }
    return without === undefined ? String(id) : `${id}-${[...without].join("-")}`;
  }
}

/** Keywords that say nothing of values, or have been followed before facts are collected. */
const SILENT = new Set([
  "$ref",
  "allOf",
  "$defs",
  "definitions",
  "title",
  "description",
  "default",
  "examples",
]);
const SILENT_TOO = new Set(["$schema", "$id", "$comment", "$anchor", "deprecated", "readOnly", "writeOnly"]);

function constrains({ schema, without }: SchemaNode): boolean {
  return Object.keys(schema as object).some(
    (keyword) => !SILENT.has(keyword) && !SILENT_TOO.has(keyword) && !without?.has(keyword),
  );
}

function typesOf(facts: Facts): readonly JsonType[] {
  const { types, impliedTypes } = facts;
  if (types !== undefined) return JSON_TYPES.filter((type) => types.has(type));
  return impliedTypes.size > 0 ? JSON_TYPES.filter((type) => impliedTypes.has(type)) : JSON_TYPES;
}
