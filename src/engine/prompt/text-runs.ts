import type { PromptSegment } from "../generate-request.ts";
import type { SpecialText, SpecialToken } from "./special-text.ts";

/** Text between control tokens, and which parts of it are not trusted. */
export interface TextRun {
  readonly text: string;
  readonly untrusted: ReadonlyArray<{ readonly from: number; readonly to: number }>;
}

/** Splits a prompt at the control tokens that its trusted text spells out. Both kinds come in order. */
export function* textRuns(
  segments: readonly PromptSegment[],
  control: SpecialText,
): Iterable<TextRun | SpecialToken> {
  let text = "";
  let untrusted: { from: number; to: number }[] = [];
  for (const segment of joined(segments)) {
    if (!segment.trusted) {
      untrusted.push({ from: text.length, to: text.length + segment.text.length });
      text += segment.text;
      continue;
    }
    let at = 0;
    for (const { special, from, to } of control.find(segment.text, false)) {
      text += segment.text.slice(at, from);
      if (text.length > 0) yield { text, untrusted };
      yield special;
      text = "";
      untrusted = [];
      at = to;
    }
    text += segment.text.slice(at);
  }
  if (text.length > 0) yield { text, untrusted };
}

/** Neighbours of one kind as one segment: a spelling may begin in one and end in the next. */
function* joined(segments: readonly PromptSegment[]): Iterable<PromptSegment> {
  let last: PromptSegment | undefined;
  for (const segment of segments) {
    if (last?.trusted === segment.trusted) last = { ...last, text: last.text + segment.text };
    else {
      if (last !== undefined) yield last;
      last = segment;
    }
  }
  if (last !== undefined) yield last;
}
