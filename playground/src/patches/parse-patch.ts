import type { FileChange } from "./file-change.ts";
import { isSearchReplace, parseSearchReplace } from "./search-replace.ts";
import { isUnified, parseUnified } from "./unified.ts";
import { isV4a, parseV4a } from "./v4a.ts";

export interface Patch {
  readonly format: "V4A patch" | "SEARCH/REPLACE" | "unified diff";
  readonly changes: readonly FileChange[];
}

/** Longer answers are not looked through. */
const MAXIMUM_LENGTH = 2_000_000;

/** The patch that an answer holds, in any of three formats. Undefined where there is none. Throws `PatchError`. */
export function parsePatch(text: string): Patch | undefined {
  if (text.length > MAXIMUM_LENGTH) return undefined;
  if (isV4a(text)) return { format: "V4A patch", changes: parseV4a(text) };
  if (isSearchReplace(text)) return { format: "SEARCH/REPLACE", changes: parseSearchReplace(text) };
  const plain = withoutFences(text);
  if (isUnified(plain)) return { format: "unified diff", changes: parseUnified(plain) };
  return undefined;
}

/** Only what is fenced, where anything is: prose around a diff must not become context. */
function withoutFences(text: string): string {
  const blocks = [...text.matchAll(/^ {0,3}(```+|~~~+)[^\n]*\n([\s\S]*?)^ {0,3}\1\s*$/gm)].map(
    ([, , code]) => code!,
  );
  return blocks.length > 0 ? blocks.join("\n") : text;
}
