import type { Attachment } from "../attachments/attachment.ts";
import { ConversationStore } from "./conversation-store.ts";
import { Runner } from "./runner.ts";

/** The conversation of this page: it is there again when the view is. */
export const runner = new Runner(new ConversationStore());

/** The message that is being written, kept with the conversation. */
export const draft: { text: string; attachments: readonly Attachment[] } = { text: "", attachments: [] };

/** Puts a text where the next message is written. */
export function writeMessage(text: string): void {
  draft.text = text;
}
