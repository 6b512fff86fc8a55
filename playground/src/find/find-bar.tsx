import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import type { TurnRow } from "../chat/turn-rows.ts";
import { Button } from "../components/ui/button.tsx";
import { Input } from "../components/ui/input.tsx";
import { formatCount } from "../figures/format.ts";
import { findMatches, MOST_MATCHES } from "./find-matches.ts";
import { clearMarks, markMatch } from "./mark-match.ts";

export interface FindBarProps {
  readonly rows: readonly TurnRow[];
  /** Brings a row into the page and gives its element; undefined where it does not come. */
  readonly reveal: (row: number) => Promise<Element | undefined>;
  readonly onClose: () => void;
}

/** Finds in a conversation what the browser cannot, because it is out of the page until it is in sight. */
export function FindBar({ rows, reveal, onClose }: FindBarProps) {
  const [text, setText] = useState("");
  const [index, setIndex] = useState(0);
  const sought = useDeferredValue(text);
  const matches = useMemo(() => findMatches(rows, sought), [rows, sought]);
  const match = matches[Math.min(index, matches.length - 1)];
  const { row, ordinal } = match ?? {};

  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer that grows brings other rows all the time; the place is looked for when it changes.
  useEffect(() => {
    if (row === undefined || ordinal === undefined) return clearMarks();
    let current = true;
    void reveal(row).then((element) => {
      if (current && element !== undefined) markMatch(element, sought, ordinal);
    });
    return () => {
      current = false;
      clearMarks();
    };
  }, [row, ordinal, sought]);

  const step = (by: number) => {
    if (matches.length > 0) setIndex((index + by + matches.length) % matches.length);
  };
  const most = matches.length === MOST_MATCHES ? "+" : "";
  return (
    <search className="absolute top-2 right-3 z-10 flex max-w-[calc(100%-1.5rem)] items-center gap-1 rounded-lg border bg-popover p-1.5 shadow-md">
      <Input
        aria-label="Find in the conversation"
        className="h-8 w-44"
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setIndex(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
          if (event.key === "Enter" && !event.metaKey && !event.ctrlKey) step(event.shiftKey ? -1 : 1);
        }}
      />
      <span role="status" className="min-w-16 px-1 text-center text-xs text-muted-foreground tabular-nums">
        {sought === ""
          ? ""
          : matches.length === 0
            ? "not found"
            : `${formatCount(Math.min(index, matches.length - 1) + 1)} of ${formatCount(matches.length)}${most}`}
      </span>
      <Button variant="ghost" size="icon-tiny" aria-label="Find before" onClick={() => step(-1)}>
        <ChevronUp />
      </Button>
      <Button variant="ghost" size="icon-tiny" aria-label="Find next" onClick={() => step(1)}>
        <ChevronDown />
      </Button>
      <Button variant="ghost" size="icon-tiny" aria-label="End finding" onClick={onClose}>
        <X />
      </Button>
    </search>
  );
}
