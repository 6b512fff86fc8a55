import { useQuery } from "@tanstack/react-query";
import { FileText, X } from "lucide-react";
import { useId } from "react";
import type { ListPage } from "../api/list-page.ts";
import { requestJson } from "../api/request.ts";
import type { ApiFile } from "../api/upload.ts";
import { FileDrop } from "../components/file-drop.tsx";
import { Button } from "../components/ui/button.tsx";
import { Select } from "../components/ui/select.tsx";
import { formatBytes, formatTime } from "../figures/format.ts";
import { type ChosenFile, localFile, uploadedFile } from "./chosen-file.ts";

export interface FileChoiceProps {
  readonly label: string;
  readonly hint: string;
  /** Names the list of files that are uploaded already. */
  readonly listLabel: string;
  readonly chosen: ChosenFile | undefined;
  readonly onChange: (chosen: ChosenFile | undefined) => void;
}

/** Takes a file of examples by drop, or out of those that are uploaded. */
export function FileChoice({ label, hint, listLabel, chosen, onChange }: FileChoiceProps) {
  const id = useId();
  const uploaded = useQuery({
    queryKey: ["files", "fine-tune", "choice"],
    queryFn: ({ signal }) =>
      requestJson<ListPage<ApiFile>>("/v1/files", {
        signal,
        query: { limit: 100, order: "desc", purpose: "fine-tune" },
      }),
    select: ({ data }) => data,
  });
  if (chosen !== undefined)
    return <Chosen label={label} chosen={chosen} onRemove={() => onChange(undefined)} />;
  const files = uploaded.data ?? [];
  return (
    <div className="grid content-start gap-2">
      <FileDrop
        label={label}
        hint={hint}
        accept=".jsonl,application/jsonl"
        onFiles={([file]) => {
          if (file !== undefined) onChange(localFile(file));
        }}
      />
      {files.length > 0 && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-[0.8125rem] text-muted-foreground">
          <label htmlFor={id} className="shrink-0">
            {listLabel}
          </label>
          <Select
            id={id}
            className="w-auto min-w-0 grow basis-40"
            value=""
            onChange={(event) => {
              const file = files.find((one) => one.id === event.target.value);
              if (file !== undefined) onChange(uploadedFile(file));
            }}
          >
            <option value="">Choose…</option>
            {files.map((file) => (
              <option key={file.id} value={file.id}>
                {file.filename} · {formatTime(file.created_at)}
              </option>
            ))}
          </Select>
        </div>
      )}
    </div>
  );
}

function Chosen(props: { label: string; chosen: ChosenFile; onRemove: () => void }) {
  const { label, chosen, onRemove } = props;
  return (
    <div className="flex items-center gap-3 rounded-lg border bg-background p-3">
      <FileText aria-hidden className="size-5 shrink-0 text-muted-foreground" />
      <p className="min-w-0 grow">
        <span className="block truncate font-medium" dir="auto">
          {chosen.name}
        </span>
        <span className="block text-xs text-muted-foreground">
          {formatBytes(chosen.bytes)} ·{" "}
          {chosen.kind === "local" ? "uploaded when the job starts" : "uploaded"}
        </span>
      </p>
      <Button variant="ghost" size="icon-small" aria-label={`Remove: ${label}`} onClick={onRemove}>
        <X />
      </Button>
    </div>
  );
}
