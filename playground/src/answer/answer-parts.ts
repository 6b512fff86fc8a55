import { LONGEST_PART, type MarkdownPart, MarkdownParts } from "../markdown/markdown-parts.ts";
import type { Answer } from "./answer.ts";

/** An answer never changes, so its text is cut once. */
const cut = new WeakMap<Answer, MarkdownParts>();

/** The parts of an answer's text. Those of one that still comes change with its live text. */
export function partsOf(answer: Answer): MarkdownParts {
  if (answer.live !== undefined) return answer.live.parts;
  const known = cut.get(answer);
  if (known !== undefined) return known;
  const parts = MarkdownParts.of(answer.text);
  cut.set(answer, parts);
  return parts;
}

/** Keeps the parts that a text was cut into while it came. */
export function keepParts(answer: Answer, parts: MarkdownParts): void {
  cut.set(answer, parts);
}

/** How many parts there are, without cutting a text for it that is short. */
export function partCount(answer: Answer): number {
  return answer.live === undefined && answer.text.length <= LONGEST_PART ? 1 : partsOf(answer).count;
}

export function partOf(answer: Answer, index: number): MarkdownPart | undefined {
  return partsOf(answer).part(index);
}
