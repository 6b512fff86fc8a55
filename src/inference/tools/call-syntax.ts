import type { JsonObject } from "../json.ts";
import type { CustomTool, CustomToolFormat, FunctionTool, Tool } from "../tool.ts";
import { customInputGrammar } from "./custom-input.ts";
import { JsonInputPayload } from "./json-input-payload.ts";
import { JsonObjectPayload } from "./json-object-payload.ts";
import type { PayloadParser } from "./payload-parser.ts";
import { sequence, type TagFormat, text } from "./structural-tag.ts";

/** The payload of one tool's calls: what may be generated, and how it is read. */
export interface CallPayload {
  readonly format: TagFormat;
  readonly parser: () => PayloadParser;
}

/**
 * How calls are written:
 *
 *     open head payload tail (between head payload tail)* close
 */
export interface CallSyntax {
  readonly open: string;
  readonly head: (name: string) => string;
  readonly payload: (tool: Tool) => CallPayload;
  readonly tail: string;
  /** Absent: the model was trained on one call at a time. */
  readonly between?: string;
  readonly close: string;
}

const jsonName = (name: string) => JSON.stringify(name).slice(1, -1);

/** `<tool_call>` around each JSON object: Hermes, Qwen 2.5 and 3, and many after them. */
export const TAGGED_JSON: CallSyntax = {
  open: "<tool_call>",
  head: (name) => `\n{"name": "${jsonName(name)}", "arguments": `,
  payload: jsonPayload,
  tail: "}",
  between: "\n</tool_call>\n<tool_call>",
  close: "\n</tool_call>",
};

/** One JSON list behind a control token: Mistral. */
export function listedJson(opening: string): CallSyntax {
  return {
    open: opening,
    head: (name) => `{"name": "${jsonName(name)}", "arguments": `,
    payload: jsonPayload,
    tail: "}",
    between: ", ",
    close: "]",
  };
}

/** A bare JSON object: Llama 3. */
export const BARE_JSON: CallSyntax = {
  open: '{"name": "',
  head: (name) => `${jsonName(name)}", "parameters": `,
  payload: jsonPayload,
  tail: "}",
  close: "",
};

/** Arguments as a JSON object; a custom tool's input as the one text in it. */
export function jsonPayload(tool: Tool): CallPayload {
  return tool.kind === "function"
    ? { format: functionArguments(tool), parser: () => new JsonObjectPayload() }
    : { format: customInput(tool), parser: () => new JsonInputPayload() };
}

function functionArguments(tool: FunctionTool): TagFormat {
  const schema = tool.parameters ?? NO_ARGUMENTS;
  // Arguments are an object, whatever a schema that is not strict says or leaves open.
  const json_schema = tool.strict ? schema : { ...schema, type: "object" };
  return { type: "json_schema", json_schema, strict: tool.strict };
}

const NO_ARGUMENTS: JsonObject = {
  type: "object",
  properties: {},
  required: [],
  additionalProperties: false,
};

function customInput(tool: CustomTool): TagFormat {
  if (tool.format.type === "text") return { type: "json_schema", json_schema: ANY_INPUT, strict: true };
  return sequence(text('{"input": '), quotedInput(tool.name, tool.format), text("}"));
}

/** The input as a JSON string. */
export function quotedInput(
  name: string,
  format: CustomToolFormat & { readonly type: "grammar" },
): TagFormat {
  return sequence(text('"'), { type: "grammar", grammar: customInputGrammar(name, format) }, text('"'));
}

const ANY_INPUT: JsonObject = {
  type: "object",
  properties: { input: { type: "string" } },
  required: ["input"],
  additionalProperties: false,
};
