import type { JsonObject } from "./json.ts";

export interface FunctionTool {
  readonly kind: "function";
  readonly name: string;
  readonly description?: string;
  /** JSON schema of the arguments; absent: a function without parameters. */
  readonly parameters?: JsonObject;
  /** The arguments satisfy the schema; otherwise they are only sure to be a JSON object. */
  readonly strict: boolean;
}

export type CustomToolFormat =
  | { readonly type: "text" }
  | { readonly type: "grammar"; readonly syntax: "lark" | "regex"; readonly definition: string };

/** A tool whose input is text instead of JSON. */
export interface CustomTool {
  readonly kind: "custom";
  readonly name: string;
  readonly description?: string;
  readonly format: CustomToolFormat;
}

export type Tool = FunctionTool | CustomTool;

export interface ToolReference {
  readonly kind: Tool["kind"];
  readonly name: string;
}

/**
 * Which calls an answer may hold. `allowed` narrows the tools without changing the prompt (and so
 * its cache); `required` in it asks for at least one call.
 */
export type ToolChoice =
  | { readonly mode: "none" }
  | { readonly mode: "auto" }
  | { readonly mode: "required" }
  | { readonly mode: "named"; readonly tool: ToolReference }
  | { readonly mode: "allowed"; readonly required: boolean; readonly tools: readonly ToolReference[] };
