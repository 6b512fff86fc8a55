import { Check } from "lucide-react";
import { ApiFailure } from "../api/api-failure.ts";
import { classNames } from "../class-names.ts";
import { ErrorState } from "../components/error-state.tsx";
import { Card, CardContent } from "../components/ui/card.tsx";
import { Progress } from "../components/ui/progress.tsx";
import { Spinner } from "../components/ui/spinner.tsx";
import { formatCount, formatDuration, formatMoment } from "../figures/format.ts";
import { secondsLeft } from "../fine-tuning/job.ts";
import { useJob, useLastStep } from "../fine-tuning/job-requests.ts";
import { type Distillation, isUnderWay } from "./distillation.ts";
import { DistillationStatusBadge } from "./distillation-status.tsx";

const PHASES = [
  { status: "preparing", label: "Prepare", what: "chooses, dedupes and splits what was stored" },
  { status: "training", label: "Train", what: "the student learns the teacher's answers" },
  { status: "comparing", label: "Compare", what: "both are asked what was held out" },
] as const;

/** How far a distillation has come, and why it went no further. */
export function PhasesCard({ distillation }: { readonly distillation: Distillation }) {
  const { status, error, created_at, finished_at, train } = distillation;
  const phases = train ? PHASES : PHASES.slice(0, 1);
  const at = phases.findIndex((phase) => phase.status === status);
  return (
    <Card>
      <CardContent className="grid gap-4 pt-4">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <DistillationStatusBadge status={status} />
          <span className="text-[0.8125rem] text-muted-foreground tabular-nums">
            Created {formatMoment(created_at)}
            {finished_at !== null && ` · took ${formatDuration(finished_at - created_at)}`}
          </span>
        </div>
        {(isUnderWay(distillation) || status === "succeeded") && (
          <ol className="grid gap-3 md:grid-cols-3">
            {phases.map((phase, index) => {
              const done = status === "succeeded" || index < at;
              return (
                <li
                  key={phase.status}
                  aria-current={index === at ? "step" : undefined}
                  className={classNames(
                    "grid content-start gap-1.5 rounded-lg border p-3",
                    index === at && "border-primary/40 bg-primary/5",
                  )}
                >
                  <p className="flex items-center gap-2 text-[0.8125rem] font-medium">
                    {done && <Check aria-label="done" className="size-4 text-success" />}
                    {index === at && <Spinner label="under way" />}
                    {phase.label}
                  </p>
                  <p className="text-xs text-muted-foreground">{phase.what}</p>
                  {index === at && <PhaseProgress distillation={distillation} />}
                </li>
              );
            })}
          </ol>
        )}
        {error !== null && <ErrorState error={new ApiFailure(error.message, { code: error.code })} />}
      </CardContent>
    </Card>
  );
}

function PhaseProgress({ distillation }: { readonly distillation: Distillation }) {
  const { status, fine_tuning_job: job, answers } = distillation;
  if (status === "training" && job !== null) return <TrainingProgress jobId={job} />;
  if (answers === null) return <Progress label="Progress" value={undefined} />;
  return (
    <>
      <p className="text-xs text-muted-foreground tabular-nums">
        {formatCount(answers.done)} of {formatCount(answers.total)} answers
      </p>
      <Progress label="Answers" value={answers.total === 0 ? undefined : answers.done / answers.total} />
    </>
  );
}

function TrainingProgress({ jobId }: { readonly jobId: string }) {
  const { data: job } = useJob(jobId);
  const { data: last } = useLastStep(jobId, job?.status);
  const left = job && secondsLeft(job);
  if (last?.step === undefined || last.total_steps === undefined) {
    return <Progress label="Steps" value={undefined} />;
  }
  return (
    <>
      <p className="text-xs text-muted-foreground tabular-nums">
        Step {formatCount(last.step)} of {formatCount(last.total_steps)}
        {left !== undefined && ` · ${formatDuration(left)} left`}
      </p>
      <Progress label="Steps" value={last.step / last.total_steps} />
    </>
  );
}
