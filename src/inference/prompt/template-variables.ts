import { argumentsJson, type ToolCall } from "../conversation.ts";
import { parseJsonObject } from "../json.ts";
import type { Tool } from "../tool.ts";
import { maskJson } from "./mask-json.ts";
import type { ShapedMessage } from "./message-shape.ts";
import type { Placeholders } from "./placeholders.ts";

/** How a template wants its input written, where templates differ. */
export interface VariableStyle {
  /** Message content is text, or a list of `{type: "text", text}` parts. */
  readonly content: "text" | "parts";
  /** Past arguments are an object, or JSON text. */
  readonly arguments: "object" | "text";
}

export interface SpecialText {
  readonly beginOfSequence: string;
  readonly endOfSequence: string;
}

/** The variables of a template, every untrusted string masked. */
export function templateVariables(
  messages: readonly ShapedMessage[],
  tools: readonly Tool[],
  style: VariableStyle,
  special: SpecialText,
  placeholders: Placeholders,
): Record<string, unknown> {
  const ids = new Map<string, string>();
  return {
    messages: messages.map((message) => messageVariable(message, style, ids, placeholders)),
    ...(tools.length > 0 && { tools: tools.map((tool) => toolVariable(tool, placeholders)) }),
    add_generation_prompt: true,
    // GPT-4.1 answers at once: no model behind its names may think aloud first.
    enable_thinking: false,
    bos_token: special.beginOfSequence,
    eos_token: special.endOfSequence,
  };
}

function messageVariable(
  message: ShapedMessage,
  style: VariableStyle,
  ids: Map<string, string>,
  placeholders: Placeholders,
): Record<string, unknown> {
  const text = placeholders.mask(message.content);
  const content = style.content === "text" ? text : [{ type: "text", text }];
  if (message.answered !== undefined) {
    return {
      role: message.role,
      content,
      tool_call_id: shortId(message.answered.id, ids),
      name: placeholders.maskOptional(message.answered.name),
    };
  }
  if (message.calls === undefined) return { role: message.role, content };
  return {
    role: message.role,
    content,
    tool_calls: message.calls.map((call) => ({
      id: shortId(call.id, ids),
      type: "function",
      function: {
        name: placeholders.mask(call.name),
        arguments: callArguments(call, style, placeholders),
      },
    })),
  };
}

function callArguments(call: ToolCall, style: VariableStyle, placeholders: Placeholders): unknown {
  const json = argumentsJson(call);
  const parsed = style.arguments === "object" ? parseJsonObject(json) : undefined;
  if (parsed === undefined) return placeholders.mask(json);
  try {
    return maskJson(parsed, (text) => placeholders.mask(text));
  } catch {
    return placeholders.mask(json);
  }
}

/**
 * Ids are rewritten to nine letters and digits, the only form that every template accepts, and
 * cheaper to read than the original.
 */
function shortId(id: string, ids: Map<string, string>): string {
  const known = ids.get(id) ?? `call${String(ids.size).padStart(5, "0")}`;
  ids.set(id, known);
  return known;
}

function toolVariable(tool: Tool, placeholders: Placeholders): unknown {
  const parameters = tool.kind === "function" ? (tool.parameters ?? NO_PARAMETERS) : FREE_TEXT_INPUT;
  return {
    type: "function",
    function: {
      name: placeholders.mask(tool.name),
      description: placeholders.mask(tool.description ?? ""),
      // Some templates show a part of the schema only: the form their model was trained on.
      parameters: maskJson(parameters, (text) => placeholders.maskOptional(text)),
    },
  };
}

const NO_PARAMETERS = { type: "object", properties: {} };

/** Templates know functions only: a custom tool is a function with one text argument. */
const FREE_TEXT_INPUT = {
  type: "object",
  properties: { input: { type: "string" } },
  required: ["input"],
};
