import type { Attachment } from "../attachments/attachment.ts";
import { type Turn, userTurn } from "../conversation/turn.ts";
import type { ConversationStore } from "./conversation-store.ts";
import { runConversation } from "./run-conversation.ts";

/** What can be done with a conversation. One answer runs at a time. */
export class Runner {
  readonly store: ConversationStore;
  #running: AbortController | undefined;

  constructor(store: ConversationStore) {
    this.store = store;
  }

  send(text: string, attachments: readonly Attachment[]): void {
    this.#run([...this.store.state().turns, userTurn(text, attachments)]);
  }

  /** Answers the conversation as it stands. */
  run(): void {
    const { turns } = this.store.state();
    this.#run(turns.at(-1)?.role === "assistant" ? turns.slice(0, -1) : turns);
  }

  /** Answers anew at a turn: after it where somebody asked, in its place where it is an answer. */
  runFrom(id: string): void {
    const { turns } = this.store.state();
    const index = turns.findIndex((turn) => turn.id === id);
    const turn = turns[index];
    if (turn === undefined) return;
    this.#run(turns.slice(0, turn.role === "assistant" ? index : index + 1));
  }

  stop(): void {
    this.#running?.abort();
  }

  clear(): void {
    this.stop();
    this.store.change({ turns: [], running: undefined, prefill: undefined });
  }

  #run(turns: readonly Turn[]): void {
    this.stop();
    this.#running = new AbortController();
    void runConversation(this.store, turns, this.#running.signal);
  }
}
