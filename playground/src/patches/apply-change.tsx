import { Check, Download, FileInput, Paperclip } from "lucide-react";
import { useState } from "react";
import { messageOf } from "../api/api-failure.ts";
import { attachFile } from "../attachments/attach-file.ts";
import type { Attachment } from "../attachments/attachment.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { saveFile } from "../components/save-file.ts";
import { Badge } from "../components/ui/badge.tsx";
import { Button } from "../components/ui/button.tsx";
import { applyHunks } from "./apply-hunks.ts";
import type { FileChange } from "./file-change.ts";

export interface ApplyChangeProps {
  readonly change: FileChange & { kind: "add" | "update" };
  /** Files of the conversation. */
  readonly attachments: readonly Attachment[];
  /** Attaches a file to the next message. */
  readonly onAttach: (attachment: Attachment) => void;
}

/** Makes the new file, which can then be copied, saved, or attached to the next message. */
export function ApplyChange({ change, attachments, onAttach }: ApplyChangeProps) {
  const [text, setText] = useState<string>();
  const [error, setError] = useState<string>();
  const [attached, setAttached] = useState(false);
  const file =
    attachments.findLast(({ name }) => baseName(name) === baseName(change.path)) ?? only(attachments);
  const target = change.kind === "update" ? (change.moveTo ?? change.path) : change.path;
  const name = baseName(target) || file?.name || "file.txt";

  const apply = async () => {
    try {
      if (change.kind === "add") return setText(change.text);
      if (file === undefined) throw new Error("Attach the file to a message first.");
      setText(applyHunks(await file.whole.text(), change.hunks));
    } catch (thrown) {
      setError(messageOf(thrown));
    }
  };
  const attach = async (content: string) => {
    const result = await attachFile(new File([content], name, { type: "text/plain" }));
    if ("refusal" in result) return setError(result.refusal);
    onAttach(result.attachment);
    setAttached(true);
  };
  return (
    <>
      {error !== undefined && (
        <span role="alert" className="text-destructive">
          {error}
        </span>
      )}
      {text === undefined ? (
        <Button variant="outline" size="tiny" onClick={() => void apply()}>
          <FileInput /> {change.kind === "add" ? "Take the file" : `Apply${file ? ` to ${file.name}` : ""}`}
        </Button>
      ) : (
        <>
          <Badge variant="success">
            <Check /> applied
          </Badge>
          <CopyButton text={text} label="Copy the new file" />
          <Button variant="outline" size="tiny" onClick={() => saveFile(name, text)}>
            <Download /> Download
          </Button>
          <Button variant="outline" size="tiny" disabled={attached} onClick={() => void attach(text)}>
            <Paperclip /> {attached ? "Attached to the next message" : "Attach to the next message"}
          </Button>
        </>
      )}
    </>
  );
}

function only<Item>(items: readonly Item[]): Item | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
