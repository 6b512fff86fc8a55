import type { Conversation } from "../conversation.ts";
import { shapeMessages } from "./message-shape.ts";
import type { Piece } from "./placeholders.ts";

const SPEAKERS = { system: "System", user: "User", assistant: "Assistant", tool: "Tool" };

/** No token ends a turn here, so the next turn's heading does. */
export const PLAIN_STOP: readonly string[] = ["\nUser:", "\nSystem:"];

/** A transcript, for weights that come without a chat template. */
export function plainPieces(conversation: Conversation, marksAnswers: boolean): Piece[] {
  const shape = { system: "anywhere", alternate: false, tools: "text", marksAnswers } as const;
  const messages = shapeMessages(conversation, shape);
  const pieces = messages.flatMap((message): Piece[] => [
    { trusted: true, text: `${SPEAKERS[message.role]}: ` },
    { trusted: false, text: message.content },
    { trusted: true, text: "\n\n" },
  ]);
  return [...pieces, { trusted: true, text: "Assistant:" }];
}
