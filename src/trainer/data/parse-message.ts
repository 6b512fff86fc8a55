import type {
  AssistantMessage,
  ContentPart,
  Message,
  MessageContent,
  ToolCall,
} from "../../inference/index.ts";
import { checkedText, isRecord, type JsonRecord, refuse } from "./example-problem.ts";

export interface ParsedMessage {
  readonly message: Message;
  /** Of assistant messages: 0 where it is only read. */
  readonly weight: 0 | 1;
}

const roles = ["system", "user", "assistant", "tool", "function", "developer"];
const keys = new Set([
  "role",
  "content",
  "name",
  "function_call",
  "weight",
  "tool_calls",
  "tool_call_id",
  "refusal",
]);

/** @throws ExampleProblem; `where` names the message, as in "message 2". */
export function parseMessage(value: unknown, where: string): ParsedMessage {
  if (!isRecord(value)) return refuse(`${where} is not an object`);
  const { role } = value;
  if (role === undefined) return refuse(`${where} Discriminator 'role' is missing in value`);
  if (typeof role !== "string" || !roles.includes(role)) {
    return refuse(
      `${where} has the unknown role ${JSON.stringify(role).slice(0, 64)}; expected one of ${roles.join(", ")}`,
    );
  }
  for (const key of Object.keys(value))
    if (!keys.has(key)) refuse(`${where} has the unexpected key ${JSON.stringify(key.slice(0, 64))}`);
  if (value.weight !== undefined && role !== "assistant")
    refuse(`${where} has a weight, but only assistant messages may have one`);
  switch (role) {
    case "assistant":
      return { message: parseAnswer(value, where), weight: parseWeight(value.weight, where) };
    case "tool":
    case "function": {
      const id = role === "tool" ? value.tool_call_id : `function_${String(value.name)}`;
      if (typeof id !== "string") return refuse(`${where} has no tool_call_id`);
      const content = requiredContent(value.content, where);
      return { message: { role: "tool", toolCallId: id, content }, weight: 0 };
    }
    default: {
      const content = requiredContent(value.content, where);
      const name = typeof value.name === "string" ? { name: checkedText(value.name, `${where} name`) } : {};
      const said = role === "user" ? "user" : "system";
      return { message: { role: said, content, ...name }, weight: 0 };
    }
  }
}

/** An assistant message that says or calls something. */
export function parseAnswer(value: JsonRecord, where: string): AssistantMessage {
  const toolCalls = parseCalls(value, where);
  const hasContent = value.content !== null && value.content !== undefined;
  const content = hasContent ? parseContent(value.content, where) : refusalOf(value, where);
  if (toolCalls.length === 0 && textLength(content) === 0)
    return refuse(`${where} has empty content and no tool calls: there is nothing to learn`);
  return { role: "assistant", content, ...(toolCalls.length > 0 && { toolCalls }) };
}

function refusalOf({ refusal }: JsonRecord, where: string): string {
  return typeof refusal === "string" ? checkedText(refusal, where) : "";
}

function parseWeight(value: unknown, where: string): 0 | 1 {
  if (value === undefined || value === null || value === 1) return 1;
  return value === 0 ? 0 : refuse(`${where} has the weight ${JSON.stringify(value)}; expected 0 or 1`);
}

function requiredContent(value: unknown, where: string): MessageContent {
  if (value === undefined || value === null) return refuse(`${where} has no content`);
  const content = parseContent(value, where);
  return textLength(content) === 0 ? refuse(`${where} has empty content`) : content;
}

function parseContent(value: unknown, where: string): MessageContent {
  if (typeof value === "string") return checkedText(value, `${where} content`);
  if (!Array.isArray(value)) return refuse(`${where} content is neither a string nor a list of parts`);
  return value.map((part: unknown): ContentPart => {
    if (!isRecord(part)) return refuse(`${where} content part is not an object`);
    if (part.type === "image_url") return refuse(`${where} contains an image; only text can be trained on`);
    const text = part.type === "refusal" ? part.refusal : part.text;
    if ((part.type !== "text" && part.type !== "refusal") || typeof text !== "string")
      return refuse(`${where} content part is not text`);
    return { type: "text", text: checkedText(text, `${where} content`) };
  });
}

function textLength(content: MessageContent): number {
  if (typeof content === "string") return content.length;
  return content.reduce((sum, part) => sum + (part.type === "text" ? part.text.length : 1), 0);
}

function parseCalls(value: JsonRecord, where: string): ToolCall[] {
  const { tool_calls: calls, function_call: legacy } = value;
  if (isRecord(legacy))
    return [parseFunction(legacy, `function_${String(legacy.name)}`, `${where} function_call`)];
  if (calls === undefined || calls === null) return [];
  if (!Array.isArray(calls)) return refuse(`${where} tool_calls is not a list`);
  return calls.map((call: unknown, index) => {
    const at = `${where} tool call ${index + 1}`;
    if (!isRecord(call) || !isRecord(call.function)) return refuse(`${at} has no function`);
    return parseFunction(call.function, typeof call.id === "string" ? call.id : `call_${index}`, at);
  });
}

function parseFunction(value: JsonRecord, id: string, where: string): ToolCall {
  const { name, arguments: json } = value;
  if (typeof name !== "string" || name === "") return refuse(`${where} has no name`);
  if (typeof json !== "string") return refuse(`${where} has no arguments; expected JSON text`);
  try {
    if (!isRecord(JSON.parse(json))) refuse("");
  } catch {
    refuse(`${where} arguments are not a JSON object`);
  }
  return { kind: "function", id, name: checkedText(name, where), arguments: checkedText(json, where) };
}
