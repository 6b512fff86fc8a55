import { type FileChange, type Hunk, type HunkLine, PatchError } from "./file-change.ts";
import { hunkLine } from "./v4a.ts";

const RANGE = /^@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@/;

export function isUnified(text: string): boolean {
  return /^--- .+\n\+\+\+ .+/m.test(text) && /^@@/m.test(text);
}

/**
 * The changes in a unified diff. What its ranges count is not relied on, because models count badly:
 * a hunk ends where the next one, or the next file, begins.
 */
export function parseUnified(text: string): FileChange[] {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  const changes: FileChange[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (!isFileHeader(lines, at)) continue;
    let end = at + 2;
    while (end < lines.length && !isFileHeader(lines, end)) end++;
    changes.push(fileChange(lines[at]!, lines[at + 1]!, lines.slice(at + 2, end)));
    at = end - 1;
  }
  if (changes.length === 0) throw new PatchError("There is no file in the diff.");
  return changes;
}

function isFileHeader(lines: readonly string[], at: number): boolean {
  return (lines[at]?.startsWith("--- ") && lines[at + 1]?.startsWith("+++ ")) ?? false;
}

function fileChange(from: string, to: string, lines: readonly string[]): FileChange {
  const [before, after] = [pathOf(from), pathOf(to)];
  if (after === undefined && before !== undefined) return { kind: "delete", path: before };
  const hunks = parseHunks(lines);
  const path = before ?? after;
  if (path === undefined) throw new PatchError("A file of the diff has no name.");
  if (before === undefined) {
    const added = hunks.flatMap((hunk) => hunk.lines.filter(({ kind }) => kind === "added"));
    return { kind: "add", path, text: added.map((line) => `${line.text}\n`).join("") };
  }
  const moved = after !== undefined && after !== before;
  return { kind: "update", path, ...(moved && { moveTo: after }), hunks };
}

function parseHunks(lines: readonly string[]): Hunk[] {
  const hunks: Hunk[] = [];
  let body: HunkLine[] | undefined;
  for (const line of lines) {
    if (line.startsWith("@@")) {
      body = [];
      const [, start] = RANGE.exec(line) ?? [];
      hunks.push({
        lines: body,
        anchors: [],
        ...(start !== undefined && { line: Math.max(0, Number(start) - 1) }),
      });
    } else if (body !== undefined && /^[ +-]/.test(line)) {
      body.push(hunkLine(line));
    } else if (body !== undefined && line === "") {
      body.push({ kind: "same", text: "" });
    }
  }
  for (const { lines: each } of hunks) {
    const body = each as HunkLine[];
    while (body.at(-1)?.kind === "same" && body.at(-1)?.text === "") body.pop();
  }
  return hunks.filter((hunk) => hunk.lines.length > 0);
}

function pathOf(header: string): string | undefined {
  const path = header.slice(4).split("\t")[0]!.trim();
  return path === "/dev/null" ? undefined : path.replace(/^[ab]\//, "");
}
