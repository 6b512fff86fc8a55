import type { Conversation } from "../conversation.ts";
import { textOf } from "../message-text.ts";

/** Puts instructions of ours before what the client's first system message says. */
export function withInstructions(conversation: Conversation, instructions: readonly string[]): Conversation {
  if (instructions.length === 0) return conversation;
  const ours = instructions.join("\n\n");
  const [first, ...rest] = conversation;
  const isSystem = first?.role === "system" || first?.role === "developer";
  if (!isSystem || first.name !== undefined) return [{ role: "system", content: ours }, ...conversation];
  return [{ role: "system", content: `${ours}\n\n${textOf(first.content)}` }, ...rest];
}
