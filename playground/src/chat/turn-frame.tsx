import { Pencil, RotateCw, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { CopyButton } from "../components/copy-button.tsx";
import { Button } from "../components/ui/button.tsx";
import { Textarea } from "../components/ui/textarea.tsx";

export interface TurnFrameProps {
  readonly author: string;
  /** The text that is copied and edited. */
  readonly text: string;
  readonly busy?: boolean;
  /** Beside the role, such as a choice among several answers. */
  readonly extra?: ReactNode;
  readonly onEdit: (text: string) => void;
  /** Also takes the edited text; undefined where there is nothing to run. */
  readonly onRun: () => void;
  readonly onDelete: () => void;
  readonly children: ReactNode;
}

/** A turn with what can be done to it. */
export function TurnFrame(props: TurnFrameProps) {
  const { author, text, busy = false, extra, onEdit, onRun, onDelete, children } = props;
  const [draft, setDraft] = useState<string>();
  const save = () => {
    if (draft !== undefined) onEdit(draft);
    setDraft(undefined);
  };
  return (
    <article aria-label={`${author} turn`} className="group/turn grid grid-cols-1 gap-1.5 py-3">
      <header className="flex h-6 items-center gap-1">
        <h2 className="text-xs font-semibold text-muted-foreground capitalize">{author}</h2>
        {extra}
        <span className="grow" />
        {!busy && (
          <div className="flex opacity-0 transition-opacity group-focus-within/turn:opacity-100 group-hover/turn:opacity-100 pointer-coarse:opacity-100">
            <CopyButton text={text} label="Copy the text" />
            <Button
              variant="ghost"
              size="icon-tiny"
              aria-label="Edit"
              title="Edit"
              aria-expanded={draft !== undefined}
              onClick={() => (draft === undefined ? setDraft(text) : setDraft(undefined))}
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
        )}
      </header>
      {draft === undefined ? (
        children
      ) : (
        <div className="grid gap-2">
          <Textarea
            aria-label={`Edit the ${author} turn`}
            className="max-h-[50dvh]"
            autoFocus
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") setDraft(undefined);
              if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
                event.stopPropagation();
                save();
                onRun();
              }
            }}
          />
          <div className="flex gap-1.5">
            <Button
              size="small"
              onClick={() => {
                save();
                onRun();
              }}
            >
              Save and run
            </Button>
            <Button variant="outline" size="small" onClick={save}>
              Save
            </Button>
            <Button variant="ghost" size="small" onClick={() => setDraft(undefined)}>
              Cancel
            </Button>
          </div>
        </div>
      )}
    </article>
  );
}
