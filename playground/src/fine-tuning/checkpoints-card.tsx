import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { CopyButton } from "../components/copy-button.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { formatShare } from "../figures/format.ts";
import { type Checkpoint, isUnderWay, type Job, type Metrics, sampleFileOf } from "./job.ts";
import { useCheckpoints } from "./job-requests.ts";
import { ModelButtons } from "./model-buttons.tsx";
import { useDeletedModels } from "./use-deleted-models.ts";
import { useSamplePrompt } from "./use-sample-prompt.ts";

/** The models that the last epochs left. */
export function CheckpointsCard({ job }: { readonly job: Job }) {
  const checkpoints = useCheckpoints(job);
  return (
    <Card>
      <CardHeader>
        <CardTitle>Checkpoints</CardTitle>
      </CardHeader>
      <CardContent className="px-0 pb-0">
        <Loaded query={checkpoints}>
          {(all) => (all.length === 0 ? <NoneYet job={job} /> : <CheckpointTable job={job} all={all} />)}
        </Loaded>
      </CardContent>
    </Card>
  );
}

function NoneYet({ job }: { readonly job: Job }) {
  return (
    <p className="px-4 pb-4 text-[0.8125rem] text-muted-foreground">
      {isUnderWay(job)
        ? "Each epoch ends with one; the last three are kept, and can be asked at once."
        : "The job has finished no epoch."}
    </p>
  );
}

function CheckpointTable({ job, all }: { readonly job: Job; readonly all: readonly Checkpoint[] }) {
  const client = useQueryClient();
  const sample = useSamplePrompt(sampleFileOf(job));
  const deleted = useDeletedModels(all.map(({ fine_tuned_model_checkpoint: name }) => name));
  const newest = all[0]?.id;
  useEffect(() => {
    // Every list of models has one more.
    if (newest !== undefined) void client.invalidateQueries({ queryKey: ["served-models"] });
  }, [newest, client]);
  return (
    <Table aria-label="Checkpoints">
      <TableHeader>
        <TableRow>
          <TableHead className="text-right">Step</TableHead>
          <TableHead>Model</TableHead>
          <TableHead className="text-right">Training loss</TableHead>
          <TableHead className="text-right">Validation loss</TableHead>
          <TableHead className="text-right">Right tokens</TableHead>
          <TableHead>
            <span className="sr-only">Actions</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {all.map(({ id, step_number, fine_tuned_model_checkpoint: name, metrics }) => (
          <TableRow key={id} className="[&>td]:align-middle">
            <TableCell className="text-right tabular-nums">{step_number}</TableCell>
            <TableCell className="min-w-56">
              <span className="flex items-center gap-1">
                <span className="min-w-0 font-mono text-xs break-all">{name}</span>
                <CopyButton text={name} label={`Copy ${name}`} />
              </span>
            </TableCell>
            <TableCell className="text-right tabular-nums">{metrics.train_loss?.toFixed(3) ?? "–"}</TableCell>
            <TableCell className="text-right tabular-nums">
              {metrics.full_valid_loss?.toFixed(3) ?? "–"}
            </TableCell>
            <TableCell className="text-right tabular-nums">{accuracyOf(metrics)}</TableCell>
            <TableCell className="text-right whitespace-nowrap">
              {deleted.has(name) ? (
                <Badge>deleted</Badge>
              ) : (
                <ModelButtons name={name} base={job.model} sample={sample} />
              )}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** Of the validation file where there is one: that is what counts. */
function accuracyOf({ full_valid_mean_token_accuracy: validation, train_mean_token_accuracy }: Metrics) {
  const accuracy = validation ?? train_mean_token_accuracy;
  return accuracy === undefined ? "–" : formatShare(accuracy, 1);
}
