import { MAXIMUM_SCHEMA_LENGTH } from "../../engine/index.ts";
import type { JsonValue } from "../json.ts";
import { SchemaProblem } from "./schema-verdict.ts";

/** Longer schemas are not compiled. @throws SchemaProblem */
export function checkSchemaLength(schema: JsonValue): void {
  const { length } = JSON.stringify(schema);
  if (length > MAXIMUM_SCHEMA_LENGTH) {
    throw new SchemaProblem(`${length} characters exceeds limit of ${MAXIMUM_SCHEMA_LENGTH}.`);
  }
}
