import { useQuery, useQueryClient } from "@tanstack/react-query";
import { SquareArrowOutUpRight, Trash2 } from "lucide-react";
import { Link } from "wouter";
import { request } from "../api/request.ts";
import { ConfirmButton } from "../components/confirm-button.tsx";
import { CopyButton } from "../components/copy-button.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { Button } from "../components/ui/button.tsx";
import { Dialog, DialogContent } from "../components/ui/dialog.tsx";
import { formatMoment } from "../figures/format.ts";
import type { LogEntry } from "./log-entry.ts";
import { pathOf, readLog } from "./read-log.ts";

export interface LogDetailProps {
  readonly entry: LogEntry;
  readonly onClose: () => void;
}

/** Everything that was said in one stored request. */
export function LogDetail({ entry, onClose }: LogDetailProps) {
  const client = useQueryClient();
  const log = useQuery({
    queryKey: ["log", entry.id],
    queryFn: ({ signal }) => readLog(entry, signal),
  });
  const remove = async () => {
    await request(pathOf(entry), { method: "DELETE" });
    onClose();
    await client.invalidateQueries({ queryKey: ["logs"] });
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        side="right"
        className="w-[36rem]"
        title={entry.kind === "response" ? "Response" : "Chat completion"}
        description={`${entry.model} · ${formatMoment(entry.created_at)}`}
      >
        <div className="flex flex-wrap items-center gap-1.5">
          <code className="min-w-0 break-all text-xs text-muted-foreground">{entry.id}</code>
          <CopyButton text={entry.id} label="Copy the id" />
          {Object.entries(entry.metadata).map(([key, value]) => (
            <Badge
              key={key}
              variant="outline"
              className="inline-block max-w-full rounded-lg break-all whitespace-normal"
            >
              {key}={value}
            </Badge>
          ))}
        </div>
        <Loaded query={log}>
          {(turns) => (
            <ol className="grid gap-2.5">
              {turns.map(({ key, role, text, cut }) => (
                <li key={key} className="rounded-lg border bg-card p-3">
                  <p className="mb-1 text-xs font-medium text-muted-foreground">{role}</p>
                  <p dir="auto" className="text-[0.8125rem] break-words whitespace-pre-wrap">
                    {text}
                  </p>
                  {cut && (
                    <p className="mt-2 text-xs text-muted-foreground">
                      The beginning of a long text is shown.
                    </p>
                  )}
                </li>
              ))}
            </ol>
          )}
        </Loaded>
        <div className="mt-auto flex justify-between gap-2 pt-2">
          <ConfirmButton
            variant="outline"
            size="small"
            title="Delete what is stored?"
            description="The request and its answer will be gone for good. What was used stays counted."
            act="Delete"
            onConfirm={remove}
          >
            <Trash2 /> Delete
          </ConfirmButton>
          <Button asChild size="small">
            <Link href={`/chat?open=${encodeURIComponent(entry.id)}`}>
              <SquareArrowOutUpRight /> Open in the playground
            </Link>
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
