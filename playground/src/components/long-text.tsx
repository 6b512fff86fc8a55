import { Fragment, memo, useMemo } from "react";
import { isolated } from "../markdown/isolated.ts";

export interface LongTextProps {
  readonly text: string;
  /** Makes it a box that scrolls, and keeps the breaks of lines. */
  readonly className: string;
}

const PIECE = 4_096;

/** A text as it is, of any length: what is out of sight in its box is not laid out. */
export const LongText = memo(function LongText({ text, className }: LongTextProps) {
  const pieces = useMemo(() => cut(text), [text]);
  const single = pieces.length === 1;
  return (
    <div
      className={className}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
    >
      {pieces.map((piece, index) =>
        single ? (
          <Fragment key={index}>{isolated(piece)}</Fragment>
        ) : (
          <div key={index} className="[contain-intrinsic-size:auto_60rem] [content-visibility:auto]">
            {isolated(piece)}
          </div>
        ),
      )}
    </div>
  );
});

/** Pieces that end with a line, or at a space where a line is too long. */
function cut(text: string): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length || pieces.length === 0; ) {
    const piece = text.slice(from, from + PIECE);
    const whole = from + PIECE >= text.length;
    const end = whole ? piece.length : piece.lastIndexOf("\n") + 1 || piece.lastIndexOf(" ") + 1 || PIECE;
    // The break at its end is the element's own.
    pieces.push(whole ? piece : piece.slice(0, end).replace(/\n$/, ""));
    from += Math.max(1, end);
  }
  return pieces;
}
