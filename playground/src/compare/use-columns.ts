import { useCallback, useRef, useSyncExternalStore } from "react";
import type { Answer } from "../answer/answer.ts";
import type { ConversationState } from "../chat/conversation-store.ts";
import { chosenAnswer } from "../conversation/turn.ts";
import type { Column } from "./compare-view.tsx";

/** The answer of a column, while it comes and after. */
function answerOf({ turns }: ConversationState): Answer | undefined {
  const turn = turns.findLast(({ role }) => role === "assistant");
  return turn?.role === "assistant" ? chosenAnswer(turn) : undefined;
}

/** The columns' answers; the same list while none of them changed. */
export function useAnswers(columns: readonly Column[]): readonly (Answer | undefined)[] {
  const last = useRef<readonly (Answer | undefined)[]>([]);
  return useColumns(columns, () => {
    const now = columns.map(({ runner }) => answerOf(runner.store.state()));
    const same =
      now.length === last.current.length && now.every((answer, index) => answer === last.current[index]);
    if (!same) last.current = now;
    return last.current;
  });
}

export function useAnyRunning(columns: readonly Column[]): boolean {
  return useColumns(columns, () => columns.some(({ runner }) => runner.store.state().running !== undefined));
}

/** Looks again whenever any column changes; `read` must give equal values for equal states. */
function useColumns<Value>(columns: readonly Column[], read: () => Value): Value {
  const subscribe = useCallback(
    (listener: () => void) => {
      const ends = columns.map(({ runner }) => runner.store.subscribe(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    [columns],
  );
  return useSyncExternalStore(subscribe, read);
}
