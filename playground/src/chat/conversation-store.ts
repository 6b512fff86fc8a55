import { useSyncExternalStore } from "react";
import { DEFAULT_SETTINGS, type Settings } from "../conversation/settings.ts";
import type { Turn } from "../conversation/turn.ts";

export interface Prefill {
  readonly done: number;
  readonly total: number;
}

export interface ConversationState {
  readonly turns: readonly Turn[];
  readonly settings: Settings;
  /** Id of the turn that is being answered into. */
  readonly running: string | undefined;
  readonly prefill: Prefill | undefined;
}

/** A conversation that outlives the view that shows it, for as long as the page is open. */
export class ConversationStore {
  #state: ConversationState;
  readonly #listeners = new Set<() => void>();

  constructor(settings: Settings = DEFAULT_SETTINGS, turns: readonly Turn[] = []) {
    this.#state = { turns, settings, running: undefined, prefill: undefined };
  }

  readonly state = (): ConversationState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  change(change: Partial<ConversationState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  changeSettings(change: { readonly [Name in keyof Settings]?: Settings[Name] | undefined }): void {
    // An undefined parameter is one that is not sent: it leaves the record.
    const entries = Object.entries({ ...this.#state.settings, ...change });
    this.change({
      settings: Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as unknown as Settings,
    });
  }

  replaceTurn(turn: Turn): void {
    this.change({ turns: this.#state.turns.map((each) => (each.id === turn.id ? turn : each)) });
  }

  /** With the calls that a turn made go the answers to them, which no API takes alone. */
  removeTurn(id: string): void {
    const { turns } = this.#state;
    const turn = turns.find((each) => each.id === id);
    const calls = new Set(
      turn?.role === "assistant"
        ? turn.choices.flatMap(({ toolCalls }) => toolCalls.map((call) => call.id))
        : [],
    );
    this.change({
      turns: turns.filter((each) => each.id !== id && !(each.role === "tool" && calls.has(each.callId))),
    });
  }
}

export function useConversation<Selected>(
  store: ConversationStore,
  select: (state: ConversationState) => Selected,
): Selected {
  return useSyncExternalStore(store.subscribe, () => select(store.state()));
}
