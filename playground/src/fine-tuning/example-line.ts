import { isObject } from "../conversation/json-text.ts";

/** Of a line of a training file, what a page wants to know; the server judges it. */
export interface ExampleLine {
  readonly method: "supervised" | "dpo";
  /** What the system or developer said first, and what the user said last before the answer. */
  readonly instructions: string;
  readonly prompt: string;
}

/** Undefined where the line is no example at all. */
export function readExampleLine(line: string): ExampleLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const preference = isObject(value.input);
  const messages = preference && isObject(value.input) ? value.input.messages : value.messages;
  if (!Array.isArray(messages)) return undefined;
  const texts = messages.filter(isObject).map(({ role, content }) => ({
    role,
    text: typeof content === "string" ? content : "",
  }));
  return {
    method: preference ? "dpo" : "supervised",
    instructions: texts.find(({ role }) => role === "system" || role === "developer")?.text ?? "",
    prompt: texts.findLast(({ role }) => role === "user")?.text ?? "",
  };
}
