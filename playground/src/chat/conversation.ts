import { ConversationStore } from "./conversation-store.ts";
import { MessageDraft } from "./message-draft.ts";
import { Runner } from "./runner.ts";

/** The conversation of this page: it is there again when the view is. */
export const runner = new Runner(new ConversationStore());

/** Its next message, kept with it. */
export const draft = new MessageDraft();
