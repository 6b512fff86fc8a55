/** Lines that are replaced by others. Equal lines at both ends are what the place is found by. */
export interface Hunk {
  readonly lines: readonly HunkLine[];
  /** Lines that the place lies behind, the outermost first, such as a class and a function. */
  readonly anchors: readonly string[];
  /** Counted from 0, where the patch says so; a guess, since models count badly. */
  readonly line?: number;
  /** The place is the end of the file. */
  readonly atEnd?: boolean;
}

export interface HunkLine {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** What a patch does to one file. */
export type FileChange =
  | {
      readonly kind: "update";
      readonly path: string;
      readonly moveTo?: string;
      readonly hunks: readonly Hunk[];
    }
  | { readonly kind: "add"; readonly path: string; readonly text: string }
  | { readonly kind: "delete"; readonly path: string };

/** A patch that breaks the rules of its format. */
export class PatchError extends Error {
  override readonly name = "PatchError";
}
