import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, CircleStop, Download } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { downloadFile } from "../api/download.ts";
import { request, requestJson } from "../api/request.ts";
import { ConfirmButton } from "../components/confirm-button.tsx";
import { ErrorState } from "../components/error-state.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Page } from "../components/page.tsx";
import { Button } from "../components/ui/button.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Progress } from "../components/ui/progress.tsx";
import { Figure, Figures } from "../figures/figure.tsx";
import { formatCount, formatDuration, formatMoment, formatShare } from "../figures/format.ts";
import { type Batch, endOf, isRunning, progressOf } from "./batch.ts";
import { BatchResults } from "./batch-results.tsx";
import { BatchStatusBadge } from "./batch-status.tsx";

const REFRESH_MILLISECONDS = 1_000;

export function BatchDetail({ id }: { readonly id: string }) {
  const client = useQueryClient();
  const batch = useQuery({
    queryKey: ["batch", id],
    queryFn: ({ signal }) => requestJson<Batch>(`/v1/batches/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? REFRESH_MILLISECONDS : false),
  });
  const cancel = async () => {
    await request(`/v1/batches/${id}/cancel`, { method: "POST" });
    await client.invalidateQueries({ queryKey: ["batch", id] });
  };
  const { data } = batch;
  return (
    <Page
      title={data?.metadata?.file ?? data?.metadata?.name ?? "Batch"}
      description={<span className="font-mono text-xs">{id}</span>}
      actions={
        <>
          <Button asChild variant="outline" size="small">
            <Link href="/batches">
              <ArrowLeft /> All batches
            </Link>
          </Button>
          {data && isRunning(data) && data.status !== "cancelling" && (
            <ConfirmButton
              variant="outline"
              size="small"
              title="Cancel this batch?"
              description="What is answered already stays in the output file. The rest is not asked any more."
              act="Cancel the batch"
              onConfirm={cancel}
            >
              <CircleStop /> Cancel
            </ConfirmButton>
          )}
        </>
      }
    >
      <Loaded query={batch}>{(loaded) => <Outcome batch={loaded} />}</Loaded>
    </Page>
  );
}

function Outcome({ batch }: { readonly batch: Batch }) {
  const { request_counts: counts, usage, errors } = batch;
  const [failure, setFailure] = useState<unknown>();
  const download = (id: string, name: string) => {
    setFailure(undefined);
    downloadFile(id, name).catch(setFailure);
  };
  const end = endOf(batch) ?? Date.now() / 1000;
  return (
    <>
      <Card>
        <CardContent className="grid gap-3 pt-4">
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <BatchStatusBadge status={batch.status} />
            <span className="font-mono text-xs">{batch.endpoint}</span>
            <span className="text-[0.8125rem] text-muted-foreground">
              Created {formatMoment(batch.created_at)}
              {batch.in_progress_at && ` · took ${formatDuration(Math.max(0, end - batch.in_progress_at))}`}
            </span>
          </div>
          <Progress
            label="Lines with an outcome"
            value={progressOf(batch) ?? (isRunning(batch) ? undefined : 0)}
          />
        </CardContent>
      </Card>
      <Figures>
        <Figure label="Requests" value={formatCount(counts?.total ?? 0)} />
        <Figure label="Answered" value={formatCount(counts?.completed ?? 0)} />
        <Figure label="Failed" value={formatCount(counts?.failed ?? 0)} />
        <Figure
          label="Tokens"
          value={formatCount((usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0))}
          note={
            usage &&
            `${formatShare(usage.input_tokens_details.cached_tokens, usage.input_tokens)} of the input cached`
          }
        />
      </Figures>
      {(errors?.data ?? []).length > 0 && (
        <Card>
          <CardHeader>
            <CardTitle>What is wrong with the file</CardTitle>
          </CardHeader>
          <CardContent>
            <ul className="grid gap-1.5 text-[0.8125rem]">
              {errors?.data.map(({ line, message, code }) => (
                <li key={`${line} ${code} ${message}`} className="flex gap-3">
                  <span className="w-16 shrink-0 text-muted-foreground tabular-nums">
                    {line == null ? "File" : `Line ${line}`}
                  </span>
                  <span dir="auto">{message ?? code}</span>
                </li>
              ))}
            </ul>
          </CardContent>
        </Card>
      )}
      {failure !== undefined && <ErrorState error={failure} />}
      {[
        { id: batch.output_file_id, title: "Answers", name: `${batch.id}_output.jsonl` },
        { id: batch.error_file_id, title: "Failures", name: `${batch.id}_error.jsonl` },
      ].map(
        ({ id, title, name }) =>
          id && (
            <Card key={title}>
              <CardHeader>
                <CardTitle className="grow">{title}</CardTitle>
                <Button variant="outline" size="small" onClick={() => download(id, name)}>
                  <Download /> Download
                </Button>
              </CardHeader>
              <BatchResults fileId={id} title={title} />
            </Card>
          ),
      )}
    </>
  );
}
