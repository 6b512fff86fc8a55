import { useSyncExternalStore } from "react";
import type { Attachment } from "../attachments/attachment.ts";

interface Message {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** The message that is being written: other parts of the page put things into it, too. */
export class MessageDraft {
  #message: Message = { text: "", attachments: [] };
  readonly #listeners = new Set<() => void>();

  readonly current = (): Message => this.#message;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  change(change: Partial<Message>): void {
    this.#message = { ...this.#message, ...change };
    for (const listener of this.#listeners) listener();
  }

  attach(attachment: Attachment): void {
    this.change({ attachments: [...this.#message.attachments, attachment] });
  }
}

export function useMessageDraft(draft: MessageDraft): Message {
  return useSyncExternalStore(draft.subscribe, draft.current);
}
