import { partsOf } from "../answer/answer-parts.ts";
import type { TurnRow } from "../chat/turn-rows.ts";
import { chosenAnswer } from "../conversation/turn.ts";
import { codeText } from "../markdown/code-parts.ts";

/** A place where a text was found. */
export interface Match {
  /** Of the rows that were searched. */
  readonly row: number;
  /** Which of the row's own matches it is, counted from 0. */
  readonly ordinal: number;
}

/** More matches than anybody steps through. */
export const MOST_MATCHES = 5_000;

/** Where rows hold a text, in any case of letters; what is out of the page as well. */
export function findMatches(rows: readonly TurnRow[], sought: string): Match[] {
  const needle = sought.toLowerCase();
  const matches: Match[] = [];
  if (needle === "") return matches;
  for (const [row, { turn, part }] of rows.entries()) {
    let ordinal = 0;
    const texts = turn.role === "assistant" ? textsOf(partsOf(chosenAnswer(turn)).part(part)) : [turn.text];
    for (const text of texts) {
      const lower = text.toLowerCase();
      for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, at + needle.length)) {
        if (matches.length === MOST_MATCHES) return matches;
        matches.push({ row, ordinal });
        ordinal++;
      }
    }
  }
  return matches;
}

function textsOf(part: ReturnType<ReturnType<typeof partsOf>["part"]>): string[] {
  return (part?.blocks ?? []).map((block) => (block.kind === "code" ? codeText(block.parts) : block.text));
}
