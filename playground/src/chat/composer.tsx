import { Paperclip, Play, Square } from "lucide-react";
import { type ClipboardEvent, type DragEvent, useRef, useState } from "react";
import { attachFile } from "../attachments/attach-file.ts";
import type { Attachment } from "../attachments/attachment.ts";
import { AttachmentChip } from "../attachments/attachment-chip.tsx";
import { classNames } from "../class-names.ts";
import { Button } from "../components/ui/button.tsx";
import { Kbd } from "../components/ui/kbd.tsx";
import { modifierKey } from "../shell/modifier-key.ts";

export interface ComposerProps {
  readonly model: string;
  readonly running: boolean;
  /** Whether there is something to answer without a new message. */
  readonly canRun: boolean;
  /** Whether a call of a tool has to be answered first. */
  readonly waiting: boolean;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly attachments: readonly Attachment[];
  readonly onAttachments: (attachments: readonly Attachment[]) => void;
  readonly onRun: () => void;
  readonly onStop: () => void;
}

/** Characters; a text that is longer comes beside the message, since a field that holds it is slow. */
const LONGEST_PASTE = 50_000;

/** Where the next message is written; text files come by button, paste or drop. */
export function Composer(props: ComposerProps) {
  const { model, running, canRun, waiting, text, onText, attachments, onAttachments } = props;
  const [refusals, setRefusals] = useState<readonly string[]>([]);
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);

  const attach = async (files: readonly File[]) => {
    const results = await Promise.all(files.map(attachFile));
    setRefusals(results.flatMap((result) => ("refusal" in result ? [result.refusal] : [])));
    const added = results.flatMap((result) => ("attachment" in result ? [result.attachment] : []));
    if (added.length > 0) onAttachments([...attachments, ...added]);
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    const pasted = event.clipboardData.getData("text/plain");
    if (files.length === 0 && pasted.length > LONGEST_PASTE) {
      files.push(new File([pasted], "pasted.txt", { type: "text/plain" }));
    }
    if (files.length === 0) return;
    event.preventDefault();
    void attach(files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void attach([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has its button beside it.
    <div
      className={classNames(
        "rounded-xl border border-input bg-card shadow-sm focus-within:border-ring",
        over && "border-primary ring-2 ring-primary/30",
      )}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {attachments.length > 0 && (
        <ul className="flex flex-wrap gap-2 p-2.5 pb-0" aria-label="Attached files">
          {attachments.map((attachment, index) => (
            <li key={attachment.id} className="max-w-full">
              <AttachmentChip
                attachment={attachment}
                model={model}
                onChange={(changed) => onAttachments(attachments.with(index, changed))}
                onRemove={() => onAttachments(attachments.filter((each) => each !== attachment))}
              />
            </li>
          ))}
        </ul>
      )}
      {refusals.length > 0 && (
        <ul role="alert" className="px-3.5 pt-2 text-xs text-destructive">
          {refusals.map((refusal) => (
            <li key={refusal}>{refusal}</li>
          ))}
        </ul>
      )}
      <textarea
        aria-label="Message"
        placeholder={
          over
            ? "Drop text files here"
            : waiting
              ? "First answer the tool's call above"
              : "Ask something, or drop a log file…"
        }
        className="block field-sizing-content max-h-[35dvh] min-h-13 w-full resize-none bg-transparent px-3.5 pt-3 pb-1 text-sm outline-none placeholder:text-muted-foreground"
        value={text}
        onChange={(event) => onText(event.target.value)}
        onPaste={onPaste}
      />
      <div className="flex items-center gap-1.5 p-2 pt-0">
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          data-testid="attach"
          onChange={(event) => {
            void attach([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
        <Button
          variant="ghost"
          size="icon-small"
          aria-label="Attach text files"
          title="Attach text files, up to 100 MB each"
          onClick={() => picker.current?.click()}
        >
          <Paperclip />
        </Button>
        <span className="grow" />
        {running ? (
          <Button variant="outline" size="small" onClick={props.onStop}>
            <Square className="fill-current" /> Stop
          </Button>
        ) : (
          <Button
            size="small"
            disabled={waiting || (!canRun && text.trim() === "" && attachments.length === 0)}
            onClick={props.onRun}
          >
            <Play className="fill-current" /> Run
            <span className="hidden sm:inline-flex [&_kbd]:border-primary-foreground/30 [&_kbd]:bg-transparent [&_kbd]:text-primary-foreground">
              <Kbd>{modifierKey}↵</Kbd>
            </span>
          </Button>
        )}
      </div>
    </div>
  );
}
