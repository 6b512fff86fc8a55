/** Where a schema comes from, which decides the words and codes of what is wrong with it. */
export interface SchemaUse {
  readonly kind: "response_format" | "text.format" | "function";
  /** The name that the request gives the format or the function. */
  readonly name: string;
  /** The request's parameter that holds a function's schema, such as `tools[0].function.parameters`. */
  readonly param?: string;
}

/** Whether a schema can be used, and if not, what OpenAI's API would answer: an HTTP 400 of these parts. */
export type SchemaVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly message: string;
      readonly param: string | null;
      readonly code: string | null;
    };

/** What is wrong with a schema; the message goes on from "Invalid schema for …: ". */
export class SchemaProblem extends Error {
  override readonly name = "SchemaProblem";
}

/** Runs a check and puts what it finds into the words of the API. */
export function verdictOf(use: SchemaUse, check: () => void): SchemaVerdict {
  try {
    check();
    return { ok: true };
  } catch (error) {
    if (!(error instanceof SchemaProblem)) throw error;
    return { ok: false, ...schemaErrorOf(use, error.message) };
  }
}

/** For problems that only come to light when a schema is compiled. */
export function schemaErrorOf({ kind, name, param }: SchemaUse, problem: string) {
  switch (kind) {
    case "response_format":
      return {
        message: `Invalid schema for response_format '${name}': ${problem}`,
        param: "response_format",
        code: null,
      };
    case "text.format":
      return {
        message: `Invalid schema for response_format '${name}': ${problem}`,
        param: "text.format.schema",
        code: "invalid_json_schema",
      };
    case "function":
      return {
        message: `Invalid schema for function '${name}': ${problem}`,
        param: param ?? null,
        code: "invalid_function_parameters",
      };
  }
}
