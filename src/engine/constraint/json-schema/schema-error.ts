import { ConstraintError } from "../constraint-error.ts";
import { formatSchemaPath, type SchemaPath } from "./schema-path.ts";

/** A schema that cannot be enforced, in the words OpenAI's API uses. */
export function schemaError(path: SchemaPath, problem: string): ConstraintError {
  return new ConstraintError(`In context=${formatSchemaPath(path)}, ${problem}.`);
}
