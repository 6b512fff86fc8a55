import { formatPath, type PathSegment } from "../validation/parameter-path.ts";

export interface UnstorableText {
  /** Path of the string or of the object with the offending key. */
  readonly path: string;
  readonly problem: "lone-surrogate" | "nul";
}

/**
 * JSON may escape half a surrogate pair, which no UTF-8 text can hold, and NUL, which neither
 * PostgreSQL's text nor a C string can. Such text is refused at the door instead of being altered
 * on its way to the tokenizer or the store.
 */
const SUSPICIOUS_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/;

/** Finds the first offending string of a parsed JSON text. `source` spares clean texts the walk. */
export function findUnstorableText(source: string, value: unknown): UnstorableText | undefined {
  return SUSPICIOUS_ESCAPE.test(source) ? search(value, []) : undefined;
}

/** Recursion is bounded: the depth of the JSON has been checked before it was parsed. */
function search(value: unknown, path: readonly PathSegment[]): UnstorableText | undefined {
  if (typeof value === "string") {
    const problem = problemOf(value);
    return problem && { path: formatPath(path), problem };
  }
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const keyProblem = problemOf(key);
    if (keyProblem) return { path: formatPath(path), problem: keyProblem };
    const found = search(member, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found) return found;
  }
  return undefined;
}

function problemOf(text: string): UnstorableText["problem"] | undefined {
  if (!text.isWellFormed()) return "lone-surrogate";
  return text.includes("\0") ? "nul" : undefined;
}
