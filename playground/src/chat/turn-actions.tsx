import { Pencil, RotateCw, Trash2 } from "lucide-react";
import { useEffect, useRef } from "react";
import { CopyButton } from "../components/copy-button.tsx";
import { Button } from "../components/ui/button.tsx";

export interface TurnActionsProps {
  /** The text that is copied. */
  readonly text: string;
  readonly editing: boolean;
  readonly onEdit: (editing: boolean) => void;
  readonly onRun: () => void;
  readonly onDelete: () => void;
}

/** What can be done to a turn, shown while somebody points at it or has got to it by keyboard. */
export function TurnActions({ text, editing, onEdit, onRun, onDelete }: TurnActionsProps) {
  const edit = useRef<HTMLButtonElement>(null);
  const edited = useRef(editing);
  useEffect(() => {
    // The editor took the focus with it.
    if (edited.current && !editing && document.activeElement === document.body) edit.current?.focus();
    edited.current = editing;
  }, [editing]);
  return (
    <div className="flex opacity-0 transition-opacity group-focus-within/turn:opacity-100 group-hover/turn:opacity-100 pointer-coarse:opacity-100">
      <CopyButton text={text} label="Copy the text" />
      <Button
        ref={edit}
        variant="ghost"
        size="icon-tiny"
        aria-label="Edit"
        title="Edit"
        aria-expanded={editing}
        onClick={() => onEdit(!editing)}
      >
        <Pencil />
      </Button>
      <Button
        variant="ghost"
        size="icon-tiny"
        aria-label="Run from here"
        title="Run from here"
        onClick={onRun}
      >
        <RotateCw />
      </Button>
      <Button
        variant="ghost"
        size="icon-tiny"
        aria-label="Delete"
        title="Delete"
        onClick={(event) => {
          // To the conversation, for the turn is gone with its buttons.
          event.currentTarget.closest<HTMLElement>('[role="region"]')?.focus({ preventScroll: true });
          onDelete();
        }}
      >
        <Trash2 />
      </Button>
    </div>
  );
}
