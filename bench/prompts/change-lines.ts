import { distinctSentence } from "./distinct-text.ts";
import type { Random } from "./seeded-random.ts";

/**
 * The text with a share of its lines replaced by other words of about the same length, one at
 * least, spread evenly. Prose without line breaks is taken sentence by sentence.
 */
export function changeLines(text: string, share: number, random: Random): string {
  const lines = splitLines(text);
  const worded = lines.flatMap((line, index) => (/\w/.test(line) ? [index] : []));
  const changes = Math.max(1, Math.round(worded.length * share));
  const chosen = new Set(
    Array.from(
      { length: changes },
      (_, turn) => worded[Math.floor(((turn + 0.5) * worded.length) / changes)],
    ),
  );
  return lines.map((line, index) => (chosen.has(index) ? replaceWords(line, random) : line)).join("");
}

/** Pieces that together are the text, each with the white space that follows it. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n.!?]*(?:[.!?]+|\n|$)\s*/g)?.filter((line) => line !== "") ?? [];
}

function replaceWords(line: string, random: Random): string {
  const [space = ""] = /\s*$/.exec(line) ?? [];
  const words = line.trim().split(/\s+/).length;
  return distinctSentence(random, words) + space;
}
