import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useEffect } from "react";
import { Link } from "wouter";
import { Loaded } from "../components/loaded.tsx";
import { Page } from "../components/page.tsx";
import { Button } from "../components/ui/button.tsx";
import { Card, CardContent } from "../components/ui/card.tsx";
import { Progress } from "../components/ui/progress.tsx";
import { Skeleton } from "../components/ui/skeleton.tsx";
import { Figure, Figures } from "../figures/figure.tsx";
import { formatCount, formatDuration, formatMoment, formatShare } from "../figures/format.ts";
import { CheckpointsCard } from "./checkpoints-card.tsx";
import { CurvesCard } from "./curves-card.tsx";
import { EventsCard } from "./events-card.tsx";
import { isOpen, isUnderWay, type Job, type JobEvent, type Metrics, secondsLeft, titleOf } from "./job.ts";
import { JobActions } from "./job-actions.tsx";
import { JobFailure } from "./job-failure.tsx";
import { useJob } from "./job-requests.ts";
import { JobSettingsCard } from "./job-settings-card.tsx";
import { JobStatusBadge } from "./job-status.tsx";
import { TunedModelCard } from "./tuned-model-card.tsx";
import { useCurves, useJobEvents } from "./use-job-events.ts";

export function JobDetail({ id }: { readonly id: string }) {
  const job = useJob(id);
  const { data } = job;
  return (
    <Page
      title={data === undefined ? "Fine-tuning job" : titleOf(data)}
      description={<span className="font-mono text-xs break-all">{id}</span>}
      actions={
        <>
          <Button asChild variant="outline" size="small">
            <Link href="/fine-tuning">
              <ArrowLeft /> All jobs
            </Link>
          </Button>
          {data && <JobActions job={data} />}
        </>
      }
    >
      <Loaded query={job}>{(loaded) => <Outcome job={loaded} />}</Loaded>
    </Page>
  );
}

const NO_EVENTS: readonly JobEvent[] = [];

function Outcome({ job }: { readonly job: Job }) {
  const client = useQueryClient();
  const events = useJobEvents(job.id, job.status, isUnderWay(job));
  const curves = useCurves(events.data ?? NO_EVENTS);
  const { last } = curves;
  useEffect(() => {
    // Every list of models has one more.
    if (job.fine_tuned_model !== null) void client.invalidateQueries({ queryKey: ["served-models"] });
  }, [job.fine_tuned_model, client]);
  return (
    <>
      <ProgressCard job={job} last={last} />
      {job.error && <JobFailure error={job.error} />}
      {job.fine_tuned_model && <TunedModelCard job={job} name={job.fine_tuned_model} />}
      {events.isPending && <Skeleton className="h-72" />}
      {!events.isPending && (last.step !== undefined || isOpen(job)) && (
        <>
          <JobFigures job={job} last={last} />
          <CurvesCard curves={curves} validated={job.validation_file !== null} underWay={isUnderWay(job)} />
          <CheckpointsCard job={job} />
        </>
      )}
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-[2fr_1fr]">
        <EventsCard events={events} live={isUnderWay(job)} />
        <JobSettingsCard job={job} />
      </div>
    </>
  );
}

function JobFigures({ job, last }: { readonly job: Job; readonly last: Metrics }) {
  return (
    <Figures>
      <Figure
        label="Training loss"
        value={last.train_loss?.toFixed(3) ?? "–"}
        note={accuracyNote(last.train_mean_token_accuracy)}
      />
      <Figure
        label="Validation loss"
        value={last.full_valid_loss?.toFixed(3) ?? "–"}
        note={job.validation_file === null ? "no file" : accuracyNote(last.full_valid_mean_token_accuracy)}
      />
      <Figure
        label="Steps"
        value={last.step === undefined ? "–" : formatCount(last.step)}
        note={last.total_steps && `of ${formatCount(last.total_steps)}`}
      />
      <Figure
        label="Trained tokens"
        value={job.trained_tokens === null ? "–" : formatCount(job.trained_tokens)}
        note={job.trained_tokens === null ? "counted at the end" : undefined}
      />
    </Figures>
  );
}

function ProgressCard({ job, last }: { readonly job: Job; readonly last: Metrics }) {
  const left = secondsLeft(job);
  const took = job.finished_at === null ? undefined : job.finished_at - job.created_at;
  return (
    <Card>
      <CardContent className="grid gap-3 pt-4">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <JobStatusBadge status={job.status} />
          <span className="font-mono text-xs">{job.model}</span>
          <span className="text-[0.8125rem] text-muted-foreground tabular-nums">
            Created {formatMoment(job.created_at)}
            {left !== undefined && ` · about ${formatDuration(left)} left`}
            {took !== undefined && ` · took ${formatDuration(took)}`}
          </span>
        </div>
        <Progress label="Steps" value={shareDone(job, last)} />
      </CardContent>
    </Card>
  );
}

/** Undefined while nobody can say. */
function shareDone({ status }: Job, { step, total_steps: total }: Metrics): number | undefined {
  if (status === "succeeded") return 1;
  if (step !== undefined && total !== undefined) return step / total;
  return status === "running" || status === "validating_files" ? undefined : 0;
}

function accuracyNote(accuracy: number | undefined): string | undefined {
  return accuracy === undefined ? undefined : `${formatShare(accuracy, 1)} of the tokens right`;
}
