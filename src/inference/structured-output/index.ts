export { normalizeToStrict } from "./normalize-schema.ts";
export { PatternCheck } from "./pattern-check.ts";
export { prepareSchema } from "./prepare-schema.ts";
export { type SchemaUse, type SchemaVerdict, schemaErrorOf } from "./schema-verdict.ts";
export { validateStrictSchema } from "./strict-schema.ts";
