import { type Hunk, PatchError } from "./file-change.ts";

/** Compared as they are, then without spaces at the end, then without any around. */
const COMPARISONS: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
];

/**
 * A text with hunks applied in their order. A hunk's place is where its old lines stand: the first
 * such place after the one before, or the one nearest to the line it names. Throws `PatchError`
 * where a hunk fits nowhere, and changes nothing then.
 */
export function applyHunks(text: string, hunks: readonly Hunk[]): string {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text.split(/\r?\n/);
  const result: string[] = [];
  let from = 0;
  for (const [index, hunk] of hunks.entries()) {
    const old = hunk.lines.filter(({ kind }) => kind !== "added").map((line) => line.text);
    const start = findAnchors(lines, hunk.anchors, from);
    const at = findLines(lines, old, start, hunk) ?? findLines(lines, old, from, hunk);
    if (at === undefined) {
      const sought = old.find((line) => line.trim() !== "") ?? "its lines";
      throw new PatchError(
        `Change ${index + 1} does not fit: the file does not hold “${sought}” where it should.`,
      );
    }
    result.push(...lines.slice(from, at));
    let line = at;
    for (const { kind, text: changed } of hunk.lines) {
      // Kept lines stay as the file has them: they may differ from the patch in spaces.
      if (kind === "added") result.push(changed);
      else if (kind === "same") result.push(lines[line++] ?? changed);
      else line++;
    }
    from = at + old.length;
  }
  result.push(...lines.slice(from));
  return result.join(newline);
}

/** The line behind the last anchor; `from` where one is not found, since the lines themselves may be. */
function findAnchors(lines: readonly string[], anchors: readonly string[], from: number): number {
  let at = from;
  for (const anchor of anchors) {
    const found = lines.findIndex((line, index) => index >= at && line.trim() === anchor.trim());
    if (found < 0) return from;
    at = found + 1;
  }
  return at;
}

function findLines(
  lines: readonly string[],
  sought: readonly string[],
  from: number,
  { line, atEnd }: Hunk,
): number | undefined {
  if (sought.length === 0) return insertionPoint(lines, from, line);
  for (const compare of COMPARISONS) {
    const places: number[] = [];
    const wanted = sought.map(compare);
    for (let at = from; at + wanted.length <= lines.length; at++) {
      if (wanted.every((text, offset) => compare(lines[at + offset]!) === text)) places.push(at);
    }
    if (places.length === 0) continue;
    if (atEnd) return places.at(-1);
    if (line === undefined) return places[0];
    return places.reduce((best, place) => (Math.abs(place - line) < Math.abs(best - line) ? place : best));
  }
  return undefined;
}

/** Where nothing is replaced: at the line that is named, else at the end, before the last line break. */
function insertionPoint(lines: readonly string[], from: number, line: number | undefined): number {
  const end = lines.at(-1) === "" ? lines.length - 1 : lines.length;
  return Math.max(from, Math.min(line ?? end, end));
}
