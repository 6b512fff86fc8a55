import { Check, Download, FileInput } from "lucide-react";
import { useMemo, useState } from "react";
import { messageOf } from "../api/api-failure.ts";
import type { Attachment } from "../attachments/attachment.ts";
import { classNames } from "../class-names.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { ErrorState } from "../components/error-state.tsx";
import { saveFile } from "../components/save-file.ts";
import { Badge } from "../components/ui/badge.tsx";
import { Button } from "../components/ui/button.tsx";
import { isolated } from "../markdown/isolated.ts";
import { applyHunks } from "./apply-hunks.ts";
import type { FileChange, HunkLine } from "./file-change.ts";
import { parsePatch } from "./parse-patch.ts";

export interface PatchViewProps {
  readonly text: string;
  /** Files of the conversation, which the changes can be applied to. */
  readonly attachments: readonly Attachment[];
}

/** The changes that an answer holds, file by file, and what they make of the attached files. */
export default function PatchView({ text, attachments }: PatchViewProps) {
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
        <ChangedFile key={change.path} change={change} attachments={attachments} />
      ))}
    </div>
  );
}

function ChangedFile({ change, attachments }: { change: FileChange; attachments: readonly Attachment[] }) {
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
        {change.kind !== "delete" && <Apply change={change} attachments={attachments} />}
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

function Apply({
  change,
  attachments,
}: {
  change: FileChange & { kind: "add" | "update" };
  attachments: readonly Attachment[];
}) {
  const [result, setResult] = useState<{ text: string } | { error: string }>();
  const file =
    attachments.findLast(({ name }) => baseName(name) === baseName(change.path)) ?? only(attachments);
  const apply = async () => {
    try {
      if (change.kind === "add") return setResult({ text: change.text });
      if (file === undefined) throw new Error("Attach the file to a message first.");
      setResult({ text: applyHunks(await file.whole.text(), change.hunks) });
    } catch (thrown) {
      setResult({ error: messageOf(thrown) });
    }
  };
  const target = change.kind === "update" ? (change.moveTo ?? change.path) : change.path;
  if (result !== undefined && "text" in result) {
    return (
      <>
        <Badge variant="success">
          <Check /> applied
        </Badge>
        <CopyButton text={result.text} label="Copy the new file" />
        <Button
          variant="outline"
          size="tiny"
          onClick={() => saveFile(baseName(target) || file?.name || "file.txt", result.text)}
        >
          <Download /> Download
        </Button>
      </>
    );
  }
  return (
    <>
      {result !== undefined && (
        <span role="alert" className="text-destructive">
          {result.error}
        </span>
      )}
      <Button variant="outline" size="tiny" onClick={() => void apply()}>
        <FileInput /> {change.kind === "add" ? "Take the file" : `Apply${file ? ` to ${file.name}` : ""}`}
      </Button>
    </>
  );
}

function only<Item>(items: readonly Item[]): Item | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
