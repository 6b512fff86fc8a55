import type { Conversation } from "../conversation.ts";
import { textOf } from "../message-text.ts";

/** What the model is told before the conversation of the client. */
export interface Introduction {
  /** Said before the client's first system message. */
  readonly instructions: readonly string[];
  /** An exchange to learn from, shown behind the client's first system messages. */
  readonly demonstration: Conversation;
}

export function introduce(conversation: Conversation, introduction: Introduction): Conversation {
  const begun = conversation.findIndex((message) => !isInstruction(message));
  const start = begun === -1 ? conversation.length : begun;
  return [
    ...withInstructions(conversation.slice(0, start), introduction.instructions),
    ...introduction.demonstration,
    ...conversation.slice(start),
  ];
}

function withInstructions(system: Conversation, instructions: readonly string[]): Conversation {
  if (instructions.length === 0) return system;
  const ours = instructions.join("\n\n");
  const [first, ...rest] = system;
  const joins = first !== undefined && isInstruction(first) && first.name === undefined;
  if (!joins) return [{ role: "system", content: ours }, ...system];
  return [{ role: "system", content: `${ours}\n\n${textOf(first.content)}` }, ...rest];
}

function isInstruction(
  message: Conversation[number],
): message is Conversation[number] & { role: "system" | "developer" } {
  return message.role === "system" || message.role === "developer";
}
