import { MessagesSquare } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { VList, type VListHandle } from "virtua";
import { EmptyState } from "../components/empty-state.tsx";
import { Progress } from "../components/ui/progress.tsx";
import { chosenAnswer } from "../conversation/turn.ts";
import { formatCount } from "../figures/format.ts";
import { useConversation } from "./conversation-store.ts";
import type { Runner } from "./runner.ts";
import { TurnView } from "./turn-view.tsx";

/** Pixels from the end within which the list follows what is added there. */
const NEAR_END = 120;

/** The turns, of which only those in sight are in the page. Follows an answer while its end is in sight. */
export function TurnList({ runner, empty }: { readonly runner: Runner; readonly empty: ReactNode }) {
  const turns = useConversation(runner.store, (state) => state.turns);
  const running = useConversation(runner.store, (state) => state.running);
  const prefill = useConversation(runner.store, (state) => state.prefill);
  const list = useRef<VListHandle>(null);
  const following = useRef(true);

  useEffect(() => {
    // A new turn is what somebody just asked for: it comes into sight.
    if (turns.length === 0) return;
    following.current = true;
    list.current?.scrollToIndex(turns.length - 1, { align: "end" });
  }, [turns.length]);

  const last = turns.at(-1);
  const live = last?.role === "assistant" ? chosenAnswer(last).live : undefined;
  useEffect(() => {
    if (live === undefined) return;
    return live.subscribe(() => {
      // After the text of this frame has been laid out.
      requestAnimationFrame(() => {
        const handle = list.current;
        if (following.current && handle) handle.scrollTo(handle.scrollSize);
      });
    });
  }, [live]);

  if (turns.length === 0) {
    return (
      <EmptyState icon={MessagesSquare} title="Nothing said yet">
        {empty}
      </EmptyState>
    );
  }
  return (
    <>
      <VList
        ref={list}
        aria-label="Conversation"
        role="region"
        tabIndex={0}
        className="h-full"
        onScroll={(offset) => {
          const handle = list.current;
          if (handle) following.current = offset + handle.viewportSize > handle.scrollSize - NEAR_END;
        }}
      >
        {turns.map((turn) => (
          <div key={turn.id} className="mx-auto w-full max-w-3xl px-4 md:px-6">
            <TurnView turn={turn} runner={runner} running={turn.id === running} />
          </div>
        ))}
      </VList>
      {prefill && (
        <div className="mx-auto w-full max-w-3xl px-4 pb-2 md:px-6">
          <Progress label="Reading the prompt" value={prefill.done / prefill.total} />
          <p className="pt-1 text-xs text-muted-foreground tabular-nums">
            Reading the prompt: {formatCount(prefill.done)} of {formatCount(prefill.total)} tokens
          </p>
        </div>
      )}
    </>
  );
}
