import { Pencil, RotateCw, Trash2 } from "lucide-react";
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
  return (
    <div className="flex opacity-0 transition-opacity group-focus-within/turn:opacity-100 group-hover/turn:opacity-100 pointer-coarse:opacity-100">
      <CopyButton text={text} label="Copy the text" />
      <Button
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
      <Button variant="ghost" size="icon-tiny" aria-label="Delete" title="Delete" onClick={onDelete}>
        <Trash2 />
      </Button>
    </div>
  );
}
