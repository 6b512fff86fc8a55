import type { ReactNode } from "react";
import { classNames } from "../class-names.ts";
import { TurnActions } from "./turn-actions.tsx";
import { TurnEditor } from "./turn-editor.tsx";

/** Where a row stands in its conversation. */
export interface TurnPlace {
  /** Counted from 0. */
  readonly position: number;
  readonly total: number;
  /** Of the turn, counted from 0. */
  readonly part: number;
  /** Whether it is the turn's last part. */
  readonly last: boolean;
  readonly editing: boolean;
  readonly onEditing: (editing: boolean) => void;
}

export interface TurnFrameProps {
  readonly author: string;
  /** The text that is copied and edited. */
  readonly text: string;
  readonly busy?: boolean;
  readonly place: TurnPlace;
  /** Beside the role, such as a choice among several answers. */
  readonly extra?: ReactNode;
  readonly onEdit: (text: string) => void;
  /** Also takes the edited text. */
  readonly onRun: () => void;
  readonly onDelete: () => void;
  readonly children: ReactNode;
}

/** A turn, or a part of a long one, with what can be done to it: at its head, and below a long one too. */
export function TurnFrame(props: TurnFrameProps) {
  const { author, text, busy = false, place, extra, onEdit, onRun, onDelete, children } = props;
  const { part, last, editing, onEditing } = place;
  const actions = !busy && (
    <TurnActions text={text} editing={editing} onEdit={onEditing} onRun={onRun} onDelete={onDelete} />
  );
  return (
    <article
      aria-label={part === 0 ? `${author} turn` : `${author} turn, part ${part + 1}`}
      aria-posinset={place.position + 1}
      aria-setsize={place.total}
      className={classNames(
        "group/turn grid grid-cols-1 gap-1.5",
        part === 0 ? "pt-3" : "pt-2.5",
        last && "pb-3",
      )}
    >
      {part === 0 && (
        <header className="flex h-6 items-center gap-1">
          <h2 className="text-xs font-semibold text-muted-foreground first-letter:uppercase">{author}</h2>
          {extra}
          <span className="grow" />
          {actions}
        </header>
      )}
      {/* For whoever goes from heading to heading, and because headings of the answer need one above. */}
      {part > 0 && <h2 className="sr-only">{`${author}, part ${part + 1}`}</h2>}
      {editing ? (
        <TurnEditor
          author={author}
          text={text}
          onSave={onEdit}
          onRun={onRun}
          onClose={() => onEditing(false)}
        />
      ) : (
        children
      )}
      {part > 0 && last && actions}
    </article>
  );
}
