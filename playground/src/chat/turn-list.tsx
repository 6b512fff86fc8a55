import { ArrowDown, MessagesSquare } from "lucide-react";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { VList, type VListHandle } from "virtua";
import { usePartCount } from "../answer/answer-text.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { Button } from "../components/ui/button.tsx";
import { chosenAnswer } from "../conversation/turn.ts";
import { FindBar } from "../find/find-bar.tsx";
import { useFindKey } from "../find/use-find-key.ts";
import { useConversation } from "./conversation-store.ts";
import { PrefillProgress } from "./prefill-progress.tsx";
import type { Runner } from "./runner.ts";
import { type TurnRow, turnRows } from "./turn-rows.ts";
import { TurnView } from "./turn-view.tsx";
import { useFollowing } from "./use-following.ts";

/** After so many a row that was scrolled to is in the page, or it is gone. */
const FRAMES_TO_COME = 60;
const FRAMES_TO_SETTLE = 5;

/** The turns, of which only what is in sight is in the page. Follows an answer while its end is in sight. */
export function TurnList({ runner, empty }: { readonly runner: Runner; readonly empty: ReactNode }) {
  const turns = useConversation(runner.store, (state) => state.turns);
  const running = useConversation(runner.store, (state) => state.running);
  const [edited, setEdited] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<VListHandle>(null);

  const last = turns.at(-1);
  const answer = last?.role === "assistant" ? chosenAnswer(last) : undefined;
  const parts = usePartCount(answer);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are made anew when the answer has one more part.
  const rows = useMemo(() => turnRows(turns, edited), [turns, edited, parts]);
  const { away, toEnd, stay, listeners } = useFollowing(list, turns.length, rows.length, answer?.live);

  const [finding, setFinding] = useFindKey();
  const reveal = async (index: number) => {
    const { turn, part } = rows[index] ?? {};
    stay();
    list.current?.scrollToIndex(index, { align: "start" });
    for (let frame = 0; frame < FRAMES_TO_COME; frame++) {
      await new Promise(requestAnimationFrame);
      const element = document.querySelector(`[data-row="${turn?.id} ${part}"]`);
      // The list corrects its place once what came into sight has been measured.
      if (element !== null && frame >= FRAMES_TO_SETTLE) return element;
    }
    return undefined;
  };

  if (turns.length === 0) {
    return (
      <EmptyState icon={MessagesSquare} title="Nothing said yet">
        {empty}
      </EmptyState>
    );
  }
  const edit = (id: string, editing: boolean) => {
    const changed = new Set(edited);
    if (editing) changed.add(id);
    else changed.delete(id);
    setEdited(changed);
  };
  const row = ({ turn, position, part, last: isLast }: TurnRow) => (
    <div
      key={`${turn.id} ${part}`}
      data-row={`${turn.id} ${part}`}
      className="mx-auto w-full max-w-3xl px-4 md:px-6"
    >
      <TurnView
        turn={turn}
        runner={runner}
        running={turn.id === running}
        place={{
          position,
          total: turns.length,
          part,
          last: isLast,
          editing: edited.has(turn.id),
          onEditing: (editing) => edit(turn.id, editing),
        }}
      />
    </div>
  );
  return (
    <div className="relative flex min-h-0 grow flex-col">
      {finding && <FindBar rows={rows} reveal={reveal} onClose={() => setFinding(false)} />}
      <VList
        ref={list}
        aria-label="Conversation"
        role="region"
        tabIndex={0}
        className="min-h-0 grow"
        data={rows}
        // What somebody is writing is not lost when it is scrolled out of sight.
        keepMounted={rows.flatMap(({ turn }, index) => (edited.has(turn.id) ? [index] : []))}
        {...listeners}
      >
        {row}
      </VList>
      {away && (
        <Button
          variant="outline"
          size="icon-small"
          className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full bg-card shadow-md"
          aria-label="To the end"
          title="To the end"
          onClick={toEnd}
        >
          <ArrowDown />
        </Button>
      )}
      <PrefillProgress store={runner.store} />
    </div>
  );
}
