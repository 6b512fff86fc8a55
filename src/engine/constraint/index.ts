export { applyMask } from "./apply-mask.ts";
export {
  type ConstraintCompilerOptions,
  createConstraintCompiler,
} from "./compiler/create-constraint-compiler.ts";
export type { CompiledConstraint, Constraint, ConstraintCompiler } from "./constraint.ts";
export { ConstraintError } from "./constraint-error.ts";
export { FORMATS } from "./json-schema/formats.ts";
export { formatSchemaPath, type SchemaPath } from "./json-schema/schema-path.ts";
export { MAXIMUM_SCHEMA_LENGTH } from "./json-schema/translate-schema.ts";
export { patternProblem } from "./text/text-language.ts";
export type { ConstraintVocabulary } from "./vocabulary/token-trie.ts";
