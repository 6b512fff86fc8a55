import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { requestJson } from "../api/request.ts";
import { uploadFile } from "../api/upload.ts";
import { ErrorState } from "../components/error-state.tsx";
import { FileDrop } from "../components/file-drop.tsx";
import { Progress } from "../components/ui/progress.tsx";
import { useLaterNavigate } from "../shell/use-later-navigate.ts";
import type { Batch } from "./batch.ts";
import { endpointOf } from "./batch-input.ts";

/** Makes a batch of a file that is dropped: uploads it and starts it. */
export function NewBatch() {
  const navigate = useLaterNavigate();
  const client = useQueryClient();
  const [upload, setUpload] = useState<{ readonly name: string; readonly fraction: number }>();
  const [error, setError] = useState<unknown>();

  const create = async (file: File) => {
    setError(undefined);
    try {
      const endpoint = await endpointOf(file);
      const onProgress = (fraction: number) => setUpload({ name: file.name, fraction });
      onProgress(0);
      const { id } = await uploadFile(file, { purpose: "batch", onProgress });
      const batch = await requestJson<Batch>("/v1/batches", {
        body: {
          input_file_id: id,
          endpoint,
          completion_window: "24h",
          metadata: { file: file.name.slice(0, 512) },
        },
      });
      await client.invalidateQueries({ queryKey: ["batches"] });
      navigate(`/batches/${batch.id}`);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setUpload(undefined);
    }
  };
  return (
    <section aria-label="New batch" className="grid gap-3">
      <FileDrop
        label="Drop a .jsonl file to start a batch"
        hint="One request a line, up to 50,000; done in the idle time of the engine at half the price"
        accept=".jsonl,application/jsonl"
        onFiles={([file]) => {
          if (file !== undefined) void create(file);
        }}
      />
      {upload && (
        <div className="grid gap-1.5" aria-live="polite">
          <p className="text-[0.8125rem]">Uploading {upload.name}…</p>
          <Progress label={`Upload of ${upload.name}`} value={upload.fraction} />
        </div>
      )}
      {error !== undefined && <ErrorState error={error} />}
    </section>
  );
}
