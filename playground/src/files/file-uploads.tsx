import { X } from "lucide-react";
import { useRef, useState } from "react";
import { uploadFile } from "../api/upload.ts";
import { ErrorState } from "../components/error-state.tsx";
import { FileDrop } from "../components/file-drop.tsx";
import { Button } from "../components/ui/button.tsx";
import { Field } from "../components/ui/field.tsx";
import { Progress } from "../components/ui/progress.tsx";
import { Select } from "../components/ui/select.tsx";
import { formatBytes } from "../figures/format.ts";
import { PURPOSES } from "./purposes.ts";

interface Upload {
  readonly key: number;
  readonly file: File;
  readonly fraction: number;
  readonly stop: AbortController;
  readonly error?: unknown;
}

/** Takes files in and shows how far each has come. */
export function FileUploads({ onUploaded }: { readonly onUploaded: () => void }) {
  const [purpose, setPurpose] = useState<string>("user_data");
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const next = useRef(0);

  const remove = (key: number) => setUploads((all) => all.filter((one) => one.key !== key));
  const change = (key: number, part: Partial<Upload>) =>
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));

  const start = async (file: File) => {
    const key = next.current++;
    const stop = new AbortController();
    setUploads((all) => [...all, { key, file, fraction: 0, stop }]);
    try {
      await uploadFile(file, {
        purpose,
        signal: stop.signal,
        onProgress: (fraction) => change(key, { fraction }),
      });
      remove(key);
      onUploaded();
    } catch (error) {
      if (stop.signal.aborted) remove(key);
      else change(key, { error });
    }
  };
  return (
    <section aria-label="Upload" className="grid gap-3 md:grid-cols-[1fr_12rem]">
      <FileDrop
        label="Drop files here, or choose some"
        hint="Up to 512 MB each"
        multiple
        onFiles={(files) => {
          for (const file of files) void start(file);
        }}
      />
      <Field label="Upload as" hint="Batches take .jsonl files.">
        {(control) => (
          <Select {...control} value={purpose} onChange={(event) => setPurpose(event.target.value)}>
            {PURPOSES.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {uploads.map(({ key, file, fraction, stop, error }) => (
        <div key={key} className="flex items-center gap-3 rounded-lg border bg-card p-3 md:col-span-2">
          <div className="grid min-w-0 grow gap-1.5">
            <p className="flex justify-between gap-2 text-[0.8125rem]">
              <span className="truncate">{file.name}</span>
              <span className="shrink-0 text-muted-foreground tabular-nums">
                {formatBytes(fraction * file.size)} of {formatBytes(file.size)}
              </span>
            </p>
            {error === undefined ? (
              <Progress label={`Upload of ${file.name}`} value={fraction} />
            ) : (
              <ErrorState error={error} />
            )}
          </div>
          <Button
            variant="ghost"
            size="icon-small"
            aria-label={error === undefined ? `Cancel ${file.name}` : `Dismiss ${file.name}`}
            onClick={() => {
              stop.abort();
              remove(key);
            }}
          >
            <X />
          </Button>
        </div>
      ))}
    </section>
  );
}
