import { useMemo } from "react";
import type { Attachment } from "../attachments/attachment.ts";
import { classNames } from "../class-names.ts";
import { ErrorState } from "../components/error-state.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { isolated } from "../markdown/isolated.ts";
import { ApplyChange } from "./apply-change.tsx";
import type { FileChange, HunkLine } from "./file-change.ts";
import { parsePatch } from "./parse-patch.ts";

export interface PatchViewProps {
  readonly text: string;
  /** Files of the conversation, which the changes can be applied to. */
  readonly attachments: readonly Attachment[];
  /** Attaches a file to the next message. */
  readonly onAttach: (attachment: Attachment) => void;
}

/** The changes that an answer holds, file by file, and what they make of the attached files. */
export default function PatchView({ text, ...files }: PatchViewProps) {
  const result = useMemo(() => {
    try {
      return { patch: parsePatch(text) };
    } catch (error) {
      return { error };
    }
  }, [text]);
  if (result.error !== undefined) return <ErrorState error={result.error} />;
  if (result.patch === undefined) return null;
  return (
    <div className="grid gap-3">
      <Badge variant="outline">{result.patch.format}</Badge>
      {result.patch.changes.map((change) => (
        <ChangedFile key={change.path} change={change} {...files} />
      ))}
    </div>
  );
}

type Files = Pick<PatchViewProps, "attachments" | "onAttach">;

function ChangedFile({ change, ...files }: Files & { readonly change: FileChange }) {
  return (
    <figure className="overflow-hidden rounded-lg border">
      <figcaption className="flex flex-wrap items-center gap-2 border-b bg-muted px-3 py-1.5 text-xs">
        <Badge
          variant={change.kind === "delete" ? "destructive" : change.kind === "add" ? "success" : "neutral"}
        >
          {change.kind}
        </Badge>
        <code className="font-mono break-all">{isolated(change.path) || "the file"}</code>
        {change.kind === "update" && change.moveTo !== undefined && (
          <code className="font-mono break-all">→ {isolated(change.moveTo)}</code>
        )}
        <span className="grow" />
        {change.kind !== "delete" && <ApplyChange change={change} {...files} />}
      </figcaption>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        className="max-h-96 overflow-auto py-1 font-mono text-xs leading-relaxed"
      >
        {linesOf(change).map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </pre>
    </figure>
  );
}

type ShownLine = HunkLine | { readonly kind: "anchor"; readonly text: string };

function linesOf(change: FileChange): ShownLine[] {
  if (change.kind === "delete") return [{ kind: "removed", text: "the whole file" }];
  if (change.kind === "add") {
    return change.text
      .replace(/\n$/, "")
      .split("\n")
      .map((text) => ({ kind: "added", text }));
  }
  return change.hunks.flatMap((hunk, index) => [
    ...(index > 0 || hunk.anchors.length > 0
      ? [{ kind: "anchor" as const, text: hunk.anchors.join(" › ") || "⋯" }]
      : []),
    ...hunk.lines,
  ]);
}

const LOOKS: Record<ShownLine["kind"], { readonly sign: string; readonly className: string }> = {
  same: { sign: " ", className: "" },
  added: { sign: "+", className: "bg-success/12" },
  removed: { sign: "-", className: "bg-destructive/12" },
  anchor: { sign: "@", className: "bg-muted text-muted-foreground" },
};

function Line({ line }: { line: ShownLine }) {
  const { sign, className } = LOOKS[line.kind];
  return (
    <span className={classNames("flex min-w-max gap-3 px-3", className)}>
      <span aria-hidden className="text-muted-foreground select-none">
        {sign}
      </span>
      {line.kind === "added" && <span className="sr-only">added: </span>}
      {line.kind === "removed" && <span className="sr-only">removed: </span>}
      <span>{isolated(line.text)}</span>
    </span>
  );
}
