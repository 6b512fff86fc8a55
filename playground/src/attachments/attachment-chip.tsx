import { useQuery } from "@tanstack/react-query";
import { FileText, TriangleAlert, X } from "lucide-react";
import { Button } from "../components/ui/button.tsx";
import { Spinner } from "../components/ui/spinner.tsx";
import { formatBytes, formatCount } from "../figures/format.ts";
import { useServedModel } from "../models/served-model.ts";
import { partOf } from "./attach-file.ts";
import type { Attachment, AttachmentPart } from "./attachment.ts";
import { countTokens } from "./count-tokens.ts";

export interface AttachmentChipProps {
  readonly attachment: Attachment;
  readonly model: string;
  readonly onChange?: (attachment: Attachment) => void;
  readonly onRemove?: () => void;
}

/** Of the context, left to the question and the answer when a file is cut to fit. */
const SHARE_OF_CONTEXT = 0.75;

/** A file's name, size and tokens, and whether the model can take it. */
export function AttachmentChip({ attachment, model, onChange, onRemove }: AttachmentChipProps) {
  const served = useServedModel(model);
  const count = useQuery({
    queryKey: ["attachment-tokens", attachment.id, model],
    queryFn: ({ signal }) => countTokens(attachment, model, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { content, whole, part } = attachment;
  const tooLong = count.data && served && count.data.tokens > served.context_length;
  const cut = (to: AttachmentPart) => {
    if (!count.data || !served || !onChange) return;
    const bytesPerToken = content.size / Math.max(1, count.data.tokens);
    onChange(partOf(attachment, to, served.context_length * SHARE_OF_CONTEXT * bytesPerToken));
  };
  return (
    <div className="flex max-w-full items-start gap-2 rounded-lg border bg-card px-2.5 py-1.5 text-xs shadow-xs">
      <FileText aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
      <div className="min-w-0">
        <p className="truncate font-medium">{attachment.name}</p>
        <p className="flex flex-wrap items-center gap-x-1.5 text-muted-foreground tabular-nums">
          {part === "whole"
            ? formatBytes(content.size)
            : `the ${part}, ${formatBytes(content.size)} of ${formatBytes(whole.size)}`}
          <span aria-hidden>·</span>
          {count.isPending && <Spinner label="Counting tokens" className="size-3" />}
          {count.isError && <span className="text-destructive">not counted: {count.error.message}</span>}
          {count.data && `${count.data.estimated ? "about " : ""}${formatCount(count.data.tokens)} tokens`}
        </p>
        {tooLong && (
          <p className="flex flex-wrap items-center gap-1.5 pt-1 text-warning">
            <TriangleAlert aria-hidden className="size-3.5" />
            {served.id} takes {formatCount(served.context_length)}.
            {onChange && (
              <>
                <Button variant="outline" size="tiny" onClick={() => cut("end")}>
                  Send the end
                </Button>
                <Button variant="outline" size="tiny" onClick={() => cut("beginning")}>
                  Send the beginning
                </Button>
              </>
            )}
          </p>
        )}
        {part !== "whole" && onChange && (
          <Button
            variant="link"
            size="tiny"
            className="px-0"
            onClick={() => onChange(partOf(attachment, "whole", 0))}
          >
            Send the whole file
          </Button>
        )}
      </div>
      {onRemove && (
        <Button variant="ghost" size="icon-tiny" aria-label={`Remove ${attachment.name}`} onClick={onRemove}>
          <X />
        </Button>
      )}
    </div>
  );
}
