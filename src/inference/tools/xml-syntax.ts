import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import type { FunctionTool, Tool } from "../tool.ts";
import { type CallPayload, type CallSyntax, quotedInput } from "./call-syntax.ts";
import { JsonInputPayload } from "./json-input-payload.ts";
import type { PayloadParser } from "./payload-parser.ts";
import { standaloneSchema } from "./standalone-schema.ts";
import { NOTHING, oneOf, sequence, type TagFormat, text } from "./structural-tag.ts";
import { type ParameterEncoding, XmlPayload } from "./xml-payload.ts";

/** A tag a parameter: Qwen 3 Coder, Qwen 3.5 and their kin. */
export const TAGGED_PARAMETERS: CallSyntax = {
  open: "<tool_call>",
  head: (name) => `\n<function=${name}>\n`,
  payload: xmlPayload,
  // The payload reads the tag that closes the function, because only that tells where it ends.
  tail: "",
  between: "\n</tool_call>\n<tool_call>",
  close: "\n</tool_call>",
};

const END = "</function>";

interface Parameter {
  readonly encoding: ParameterEncoding;
  readonly format: TagFormat;
}

function xmlPayload(tool: Tool): CallPayload {
  if (tool.kind === "function") {
    const parameters = functionParameters(tool);
    const encodings = new Map([...parameters].map(([name, { encoding }]) => [name, encoding]));
    return {
      format: sequence(...[...parameters.values()].map(({ format }) => format), text(END)),
      parser: () => new XmlPayload(encodings),
    };
  }
  const input: Parameter =
    tool.format.type === "text"
      ? { encoding: "text", format: tagged("input", { type: "any_text" }) }
      : { encoding: "json", format: tagged("input", quotedInput(tool.name, tool.format)) };
  const encodings = new Map([["input", input.encoding]]);
  return {
    format: sequence(input.format, text(END)),
    parser: () => chained(new XmlPayload(encodings), new JsonInputPayload()),
  };
}

/** Parameters stand in the order of the schema, the optional ones where they are wanted. */
function functionParameters(tool: FunctionTool): Map<string, Parameter> {
  const schema = tool.parameters ?? {};
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const parameters = Object.entries(properties).map(([name, property]): [string, Parameter] => {
    const { encoding, format } = parameterValue(property, schema, tool.strict);
    const tag = tagged(name, format);
    return [name, { encoding, format: required.includes(name) ? tag : oneOf([tag, NOTHING]) }];
  });
  return new Map(parameters);
}

function tagged(name: string, content: TagFormat): TagFormat {
  return { type: "tag", begin: `<parameter=${name}>\n`, content, end: "\n</parameter>\n" };
}

/** Free text and choices of words stand as they are; every other value is JSON. */
function parameterValue(property: JsonValue, schema: JsonObject, strict: boolean): Parameter {
  const words = isJsonObject(property) ? property.enum : undefined;
  if (Array.isArray(words) && words.length > 0 && words.every(isPlainWord)) {
    return { encoding: "text", format: oneOf(words.map(text)) };
  }
  if (isFreeText(property)) return { encoding: "text", format: { type: "any_text" } };
  const json_schema = standaloneSchema(property, schema);
  return { encoding: "json", format: { type: "json_schema", json_schema, strict } };
}

function isPlainWord(value: JsonValue): value is string {
  return typeof value === "string" && value !== "" && !value.includes("\n");
}

/** A string that nothing but the type says anything about. */
function isFreeText(property: JsonValue): boolean {
  if (!isJsonObject(property) || property.type !== "string") return false;
  return Object.keys(property).every((key) => ["type", "description", "title"].includes(key));
}

/** A payload inside another's output. Both end together. */
function chained(outer: PayloadParser, inner: PayloadParser): PayloadParser {
  return {
    read: (text, start, emit) => outer.read(text, start, (piece) => void inner.read(piece, 0, emit)),
  };
}
