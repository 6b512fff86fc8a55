import { createHash } from "node:crypto";

/** Messages that are looked at: what requests share, they share at the beginning. */
const MESSAGES = 8;
/** Characters of each piece by which requests are ordered whose pieces are not quite the same. */
const LITERAL = 48;

/**
 * A key by which requests of one batch are sorted: those whose prompts begin alike lie side by side then, and what
 * they share is computed once. Made of the parts of a request in the order in which they come in a prompt.
 */
export function prefixKey(body: Readonly<Record<string, unknown>>): string {
  const { messages, input } = body;
  const turns = Array.isArray(messages) ? messages : Array.isArray(input) ? input : [input ?? null];
  const parts = [body.tools ?? null, body.instructions ?? null, ...turns.slice(0, MESSAGES)];
  return parts.map(piece).join("\n");
}

function piece(part: unknown): string {
  const text = JSON.stringify(part);
  const hash = createHash("sha256").update(text).digest("base64url").slice(0, 12);
  return `${textOf(part).slice(0, LITERAL)} ${hash}`;
}

function textOf(part: unknown): string {
  if (typeof part === "string") return part;
  if (typeof part === "object" && part !== null && "content" in part && typeof part.content === "string") {
    return part.content;
  }
  return "";
}
