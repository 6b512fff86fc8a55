import { isJsonObject, type JsonValue } from "../json.ts";
import { SchemaProblem } from "./schema-verdict.ts";

/** The root of every schema must be an object. @throws SchemaProblem */
export function checkRootType(schema: JsonValue): void {
  const type = isJsonObject(schema) ? schema.type : undefined;
  if (type === "object") return;
  const found = typeof type === "string" ? type : "None";
  throw new SchemaProblem(`schema must be a JSON Schema of 'type: "object"', got 'type: "${found}"'.`);
}
