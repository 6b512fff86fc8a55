import type { JsonObject, SchemaUse } from "../../inference/index.ts";

/** What a request holds its answer to, and where in the request each part stands. */
export interface AnswerParts {
  readonly format?: SchemaPart;
  readonly tools: readonly ToolPart[];
}

export interface SchemaPart {
  readonly use: SchemaUse;
  readonly schema: JsonObject;
  readonly strict: boolean;
}

export interface ToolPart {
  readonly name: string;
  /** The parameter that holds the name. */
  readonly nameParam: string;
  readonly definition:
    | { readonly kind: "function"; readonly use: SchemaUse; readonly parameters?: SchemaPart }
    | { readonly kind: "custom"; readonly grammarParam: string };
}

/** @param param of the function's schema, such as `tools[0].parameters` */
export function functionPart(
  {
    name,
    parameters,
    strict,
  }: {
    readonly name: string;
    readonly parameters?: JsonObject | null | undefined;
    readonly strict?: boolean | null | undefined;
  },
  nameParam: string,
  param: string,
): ToolPart {
  const use: SchemaUse = { kind: "function", name, param };
  const schema =
    parameters == null ? {} : { parameters: { use, schema: parameters, strict: strict ?? false } };
  return { name, nameParam, definition: { kind: "function", use, ...schema } };
}
