import { type FileChange, type Hunk, type HunkLine, PatchError } from "./file-change.ts";

const BEGIN = "*** Begin Patch";
const END = "*** End Patch";
const HEADER = /^\*\*\* (Add|Update|Delete) File: (.+)$/;
const MOVE = /^\*\*\* Move to: (.+)$/;

export function isV4a(text: string): boolean {
  return text.includes(BEGIN);
}

/** The changes in the patch format that GPT-4.1 was trained on. Throws `PatchError`. */
export function parseV4a(text: string): FileChange[] {
  const lines = text
    .slice(text.indexOf(BEGIN))
    .split("\n")
    .map((line) => line.replace(/\r$/, ""));
  const changes: FileChange[] = [];
  let at = 1;
  while (at < lines.length && lines[at] !== END) {
    const line = lines[at]!;
    if (line.trim() === "") {
      at++;
      continue;
    }
    const [, kind, path] = HEADER.exec(line) ?? [];
    if (kind === undefined || path === undefined)
      throw new PatchError(`Line ${at + 1} is no file header: ${line}`);
    if (changes.some((change) => change.path === path.trim())) {
      throw new PatchError(`The patch has two sections for ${path}.`);
    }
    let end = at + 1;
    while (end < lines.length && lines[end] !== END && !HEADER.test(lines[end]!)) end++;
    changes.push(section(kind, path.trim(), lines.slice(at + 1, end)));
    at = end;
  }
  if (at >= lines.length) throw new PatchError(`The patch does not end with "${END}".`);
  return changes;
}

function section(kind: string, path: string, lines: readonly string[]): FileChange {
  if (kind === "Delete") return { kind: "delete", path };
  if (kind === "Add") {
    const added = lines.filter((line) => line.startsWith("+")).map((line) => line.slice(1));
    return { kind: "add", path, text: added.length > 0 ? `${added.join("\n")}\n` : "" };
  }
  const [, moveTo] = MOVE.exec(lines[0] ?? "") ?? [];
  const hunks = parseHunks(moveTo === undefined ? lines : lines.slice(1));
  if (hunks.length === 0) throw new PatchError(`The section for ${path} changes nothing.`);
  return { kind: "update", path, ...(moveTo !== undefined && { moveTo: moveTo.trim() }), hunks };
}

function parseHunks(lines: readonly string[]): Hunk[] {
  const hunks: Hunk[] = [];
  let anchors: string[] = [];
  let body: HunkLine[] = [];
  const close = (atEnd: boolean) => {
    // Lines that are empty at the end of a section belong to the patch, not to the file.
    while (body.at(-1)?.kind === "same" && body.at(-1)?.text === "") body.pop();
    if (body.length > 0) {
      hunks.push({ lines: body, anchors, ...(atEnd && { atEnd }) });
      anchors = [];
    }
    body = [];
  };
  for (const line of lines) {
    if (line.startsWith("@@")) {
      close(false);
      const anchor = line
        .slice(2)
        .replace(/@@\s*$/, "")
        .trim();
      if (anchor !== "" && !/^-\d+(,\d+)? \+\d+/.test(anchor)) anchors.push(anchor);
    } else if (line === "*** End of File") {
      close(true);
    } else {
      body.push(hunkLine(line));
    }
  }
  close(false);
  return hunks;
}

/** A line without a mark is context whose space was lost. */
export function hunkLine(line: string): HunkLine {
  if (line.startsWith("+")) return { kind: "added", text: line.slice(1) };
  if (line.startsWith("-")) return { kind: "removed", text: line.slice(1) };
  return { kind: "same", text: line.startsWith(" ") ? line.slice(1) : line };
}
