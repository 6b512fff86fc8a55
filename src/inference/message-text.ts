import type { ContentPart, Conversation, MessageContent } from "./conversation.ts";
import { InferenceFailure } from "./inference-error.ts";

/** The text of a message; its parts, if any, a line each. */
export function textOf(content: MessageContent): string {
  if (typeof content === "string") return content;
  return content
    .filter((part): part is ContentPart & { type: "text" } => part.type === "text")
    .map((part) => part.text)
    .join("\n");
}

/** Throws an {@link InferenceFailure} where a message holds what text-only weights cannot read. */
export function requireTextOnly(conversation: Conversation): void {
  conversation.forEach((message, messageIndex) => {
    if (typeof message.content === "string") return;
    if (message.content.some((part) => part.type === "image")) {
      throw new InferenceFailure({ code: "unsupported-content", contentType: "image", messageIndex });
    }
  });
}
