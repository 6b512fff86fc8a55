import type { JsonValue } from "../json.ts";
import { depthOf } from "./json-depth.ts";
import { checkRootType } from "./root-type.ts";
import { checkSchemaLength } from "./schema-length.ts";
import { SchemaProblem, type SchemaUse, type SchemaVerdict, verdictOf } from "./schema-verdict.ts";

const MAXIMUM_DEPTH = 400;

/**
 * Holds a schema that is not strict against what bounds the work on it. It may use any keywords;
 * those that cannot be enforced are left to the model.
 */
export function prepareSchema(schema: JsonValue, use: SchemaUse): SchemaVerdict {
  return verdictOf(use, () => {
    if (depthOf(schema) > MAXIMUM_DEPTH) throw new SchemaProblem("schema is nested too deeply.");
    checkRootType(schema);
    checkSchemaLength(schema);
  });
}
