import type { JsonObject } from "../../../store/index.ts";

const MAXIMUM_CHARACTERS = 2_000;

/** As it is shown: cut where it is long, never within a character. */
export function shownText(text: string): string {
  if (text.length <= MAXIMUM_CHARACTERS) return text;
  return `${text.slice(0, MAXIMUM_CHARACTERS).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** The last of a prompt's messages that was not the model's. */
export function lastMessage(messages: readonly JsonObject[]): string {
  const { content } = messages.findLast(({ role }) => role !== "assistant") ?? {};
  if (!Array.isArray(content)) return typeof content === "string" ? content : "";
  return content.map(({ text }: JsonObject) => (typeof text === "string" ? text : "")).join("");
}
