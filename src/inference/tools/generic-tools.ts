import type { Conversation } from "../conversation.ts";
import type { CustomTool, Tool } from "../tool.ts";
import { type CallSyntax, jsonPayload } from "./call-syntax.ts";
import { parameterSignature, schemaRemarks } from "./schema-signature.ts";

/**
 * The tool format for models that were never trained on one. The answer begins with a decision,
 * `Function: ` and a name or `none`, of which the prompt has already said the beginning. Choosing
 * among given names is something even a very small model can do; breaking off its own sentence to
 * write a call is not: of 25 prompts the starter answered none with a call it had to begin itself,
 * and 11 with the right call this way.
 *
 * The space belongs to the beginning: without it, the starter decided 5 of 12 cases right, with it 10.
 */
export const DECISION = "Function: ";

const NONE = "none";

/** What follows the decision for an answer in words. */
export const TEXT_HEAD = `${NONE}\n`;

export const GENERIC_SYNTAX: CallSyntax = {
  open: "",
  head: (name) => `${spokenName(name)}\nArguments: `,
  payload: jsonPayload,
  tail: "",
  between: `\n${DECISION}`,
  close: "",
};

/** No name of a tool has spaces, so this one can be told from a tool that is called like no tool. */
function spokenName(name: string): string {
  return name === NONE ? `the function ${NONE}` : name;
}

/** The tools, for the system message. */
export function describeTools(tools: readonly Tool[]): string {
  return [
    "You can call these functions:",
    ...tools.map((tool) => `- ${describeTool(tool)}`),
    `- ${NONE}(): Anything else: conversation, general knowledge, writing.`,
    "",
    `First name the function that fits the request. Then give its arguments as JSON, or, after ${NONE}, your answer in words.`,
  ].join("\n");
}

/**
 * One answer of either kind. Without it a small model takes a function for everything, with only
 * the first it takes none for everything.
 */
export function demonstrateTools([first]: readonly Tool[]): Conversation {
  if (first === undefined) return [];
  const call = { kind: "function", id: "demonstration", name: first.name, arguments: "{}" } as const;
  return [
    { role: "user", content: "Hello!" },
    { role: "assistant", content: "Hello! How can I help you?" },
    { role: "user", content: `Please call ${first.name}.` },
    { role: "assistant", content: "", toolCalls: [call] },
  ];
}

function describeTool(tool: Tool): string {
  const purpose = oneLine(tool.description ?? "");
  const parts =
    tool.kind === "function"
      ? [parameterSignature(tool.parameters ?? {}), purpose, schemaRemarks(tool.parameters ?? {})]
      : ["input: string", purpose, inputRemark(tool)];
  const [parameters, ...sentences] = parts;
  const said = sentences.filter((sentence) => sentence !== "").join(" ");
  return `${spokenName(tool.name)}(${parameters})${said === "" ? "" : `: ${said}`}`;
}

function inputRemark({ format }: CustomTool): string {
  return format.type === "text"
    ? ""
    : `input is a text of this ${format.syntax} grammar: ${format.definition}`;
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, " ");
}

/** A call of the past, as the model would have written it. */
export function callText(name: string, argumentsJson: string): string {
  return `${DECISION}${spokenName(name)}\nArguments: ${argumentsJson}`;
}

/** An answer of the past in words, as the model would have written it. */
export function answerText(answer: string): string {
  return `${DECISION}${TEXT_HEAD}${answer}`;
}

export function resultText(name: string, result: string): string {
  return `Result of ${name}: ${result}`;
}
