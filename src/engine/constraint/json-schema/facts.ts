import type { Decimal } from "./decimal.ts";
import type { JsonType, JsonValue } from "./json-value.ts";
import type { NumberBound } from "./number-language.ts";
import type { SchemaPath } from "./schema-path.ts";

/** A schema, or part of one, that a value must satisfy. */
export interface SchemaNode {
  readonly schema: JsonValue;
  readonly path: SchemaPath;
  /** Keywords that have been dealt with already. */
  readonly without?: ReadonlySet<string>;
}

/** What one schema says of the members of an object. */
export interface ObjectView {
  readonly properties: ReadonlyMap<string, SchemaNode>;
  readonly patterns: ReadonlyMap<string, SchemaNode>;
  /** For members that the two above do not mention; undefined: anything. */
  readonly additional: SchemaNode | undefined;
}

/** What one schema says of the items of an array. */
export interface ArrayView {
  readonly prefix: readonly SchemaNode[];
  /** For items behind the prefix; undefined: anything. */
  readonly items: SchemaNode | undefined;
}

/** Everything that a value must satisfy, from all schemas that apply to it. */
export interface Facts {
  /** undefined: no schema says. */
  types: ReadonlySet<JsonType> | undefined;
  /** Types that keywords without a `type` beside them speak of. */
  readonly impliedTypes: Set<JsonType>;
  isInteger: boolean;
  values: readonly JsonValue[] | undefined;
  lower: NumberBound | undefined;
  upper: NumberBound | undefined;
  readonly multiples: Decimal[];
  minimumLength: number;
  maximumLength: number;
  readonly patterns: string[];
  readonly formats: string[];
  readonly arrays: ArrayView[];
  minimumItems: number;
  maximumItems: number;
  readonly objects: ObjectView[];
  readonly required: Set<string>;
  readonly names: SchemaNode[];
  minimumProperties: number;
  maximumProperties: number;
  /** Groups of alternatives, at least one of each group must hold. */
  readonly choices: Array<{
    readonly alternatives: readonly SchemaNode[];
    readonly from: SchemaNode;
    readonly keyword: string;
  }>;
  /** Where the value's schema stands, for messages. */
  readonly path: SchemaPath;
}

export function noFacts(path: SchemaPath): Facts {
  return {
    types: undefined,
    impliedTypes: new Set(),
    isInteger: false,
    values: undefined,
    lower: undefined,
    upper: undefined,
    multiples: [],
    minimumLength: 0,
    maximumLength: Number.POSITIVE_INFINITY,
    patterns: [],
    formats: [],
    arrays: [],
    minimumItems: 0,
    maximumItems: Number.POSITIVE_INFINITY,
    objects: [],
    required: new Set(),
    names: [],
    minimumProperties: 0,
    maximumProperties: Number.POSITIVE_INFINITY,
    choices: [],
    path,
  };
}
