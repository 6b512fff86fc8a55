import { diffArrays } from "diff";
import { type FileChange, type Hunk, type HunkLine, PatchError } from "./file-change.ts";

/** Both ways round: models write the arrows in either direction. */
const SEARCH = /^(?:<{5,9}|>{5,9}) ?SEARCH\s*$/;
const DIVIDER = /^={5,9}\s*$/;
const REPLACE = /^(?:<{5,9}|>{5,9}) ?REPLACE\s*$/;

export function isSearchReplace(text: string): boolean {
  return /^(?:<{5,9}|>{5,9}) ?SEARCH\s*$/m.test(text);
}

/** The changes in SEARCH/REPLACE blocks, each below the path of its file. Throws `PatchError`. */
export function parseSearchReplace(text: string): FileChange[] {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  const byPath = new Map<string, Hunk[]>();
  let path = "";
  for (let at = 0; at < lines.length; at++) {
    if (!SEARCH.test(lines[at]!)) continue;
    path = pathBefore(lines, at) ?? path;
    const divider = lines.findIndex((line, index) => index > at && DIVIDER.test(line));
    const end = lines.findIndex((line, index) => index > divider && REPLACE.test(line));
    if (divider < 0 || end < 0) throw new PatchError(`The block at line ${at + 1} has no end.`);
    const hunk = hunkOf(lines.slice(at + 1, divider), lines.slice(divider + 1, end));
    byPath.set(path, [...(byPath.get(path) ?? []), hunk]);
    at = end;
  }
  if (byPath.size === 0) throw new PatchError("There is no SEARCH block.");
  return [...byPath].map(([file, hunks]): FileChange => {
    const [first] = hunks;
    const isNew = hunks.length === 1 && first!.lines.every(({ kind }) => kind === "added");
    return isNew
      ? { kind: "add", path: file, text: first!.lines.map((line) => `${line.text}\n`).join("") }
      : { kind: "update", path: file, hunks };
  });
}

/** The nearest line above that can be a path: no fence, no prose, no end of the block before. */
function pathBefore(lines: readonly string[], at: number): string | undefined {
  for (let index = at - 1; index >= Math.max(0, at - 3); index--) {
    const line = lines[index]!.trim().replace(/^[`*#\s]+|[`*:\s]+$/g, "");
    if (REPLACE.test(lines[index]!)) return undefined;
    if (line !== "" && !/\s/.test(line) && /[./]/.test(line)) return line;
  }
  return undefined;
}

function hunkOf(before: readonly string[], after: readonly string[]): Hunk {
  const lines = diffArrays([...before], [...after]).flatMap(({ added, removed, value }) =>
    value.map((text): HunkLine => ({ kind: added ? "added" : removed ? "removed" : "same", text })),
  );
  return { lines, anchors: [] };
}
