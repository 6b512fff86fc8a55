import type { SpecialText } from "./special-text.ts";
import type { TextRun } from "./text-runs.ts";

/**
 * Longest part in UTF-16 units. The native tokenizer takes quadratic time over special tokens and
 * unknown characters (a megabyte of emoji: a minute), and a part cannot be cancelled.
 */
const LONGEST_PART = 16_384;
/** How far back from there a place is sought where no token would reach across anyway. */
const SOUGHT = 1024;
/** Vocabularies begin a token with the space before a word. */
const WORD_BORDER = /(?<=\S) (?=\p{L})/u;

/** The run in parts that are to be tokenized apart: no token can reach across. */
export function* textParts(run: TextRun, guarded: SpecialText): Iterable<string> {
  let at = 0;
  for (const border of guardedBorders(run, guarded)) {
    yield* shortParts(run.text, at, border);
    at = border;
  }
  yield* shortParts(run.text, at, run.text.length);
}

/** A place inside each special spelling that untrusted text has a share in. */
function* guardedBorders({ text, untrusted }: TextRun, guarded: SpecialText): Iterable<number> {
  if (untrusted.length === 0) return;
  let part = 0;
  for (const { from, to } of guarded.find(text, true)) {
    while (part < untrusted.length && untrusted[part]!.to <= from) part++;
    if (part === untrusted.length) return;
    if (untrusted[part]!.from < to) yield from + characterLength(text, from);
  }
}

function* shortParts(text: string, from: number, to: number): Iterable<string> {
  let at = from;
  while (to - at > LONGEST_PART) {
    const border = at + LONGEST_PART;
    const end = border - SOUGHT + text.slice(border - SOUGHT, border).search(WORD_BORDER);
    const cut = end >= border - SOUGHT ? end : border - (isInsidePair(text, border) ? 1 : 0);
    yield text.slice(at, cut);
    at = cut;
  }
  if (to > at) yield text.slice(at, to);
}

/** Units of the character at a place. */
export function characterLength(text: string, at: number): number {
  return isInsidePair(text, at + 1) ? 2 : 1;
}

function isInsidePair(text: string, at: number): boolean {
  const [before, after] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
}
