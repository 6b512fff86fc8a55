import { partCount } from "../answer/answer-parts.ts";
import { chosenAnswer, type Turn } from "../conversation/turn.ts";

/** What is in the page or out of it as a whole: a turn, or a part of one with a long answer. */
export interface TurnRow {
  readonly turn: Turn;
  /** Counted from 0. */
  readonly position: number;
  readonly part: number;
  readonly last: boolean;
}

/** The rows of a conversation. A turn that is being edited is one row, whatever its length. */
export function turnRows(turns: readonly Turn[], edited: ReadonlySet<string>): TurnRow[] {
  return turns.flatMap((turn, position) => {
    const whole = turn.role !== "assistant" || edited.has(turn.id);
    const count = whole ? 1 : partCount(chosenAnswer(turn));
    return Array.from({ length: count }, (_, part) => ({ turn, position, part, last: part === count - 1 }));
  });
}
