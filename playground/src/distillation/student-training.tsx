import { Link } from "wouter";
import { Loaded } from "../components/loaded.tsx";
import { Button } from "../components/ui/button.tsx";
import { CurvesCard } from "../fine-tuning/curves-card.tsx";
import { isUnderWay, type Job, type JobEvent } from "../fine-tuning/job.ts";
import { useJob } from "../fine-tuning/job-requests.ts";
import { useCurves, useJobEvents } from "../fine-tuning/use-job-events.ts";

/** How the student learned, or learns. */
export function StudentTraining({ jobId }: { readonly jobId: string }) {
  const job = useJob(jobId);
  return (
    <section aria-labelledby="student-training" className="grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <h2 id="student-training" className="grow font-semibold">
          Training of the student
        </h2>
        <Button asChild variant="outline" size="small">
          <Link href={`/fine-tuning/${jobId}`}>Events and checkpoints</Link>
        </Button>
      </div>
      <Loaded query={job}>{(loaded) => <JobCurves job={loaded} />}</Loaded>
    </section>
  );
}

function JobCurves({ job }: { readonly job: Job }) {
  const events = useJobEvents(job.id, job.status, isUnderWay(job));
  return <Loaded query={events}>{(told) => <Curves job={job} events={told} />}</Loaded>;
}

function Curves({ job, events }: { readonly job: Job; readonly events: readonly JobEvent[] }) {
  return (
    <CurvesCard
      curves={useCurves(events)}
      validated={job.validation_file !== null}
      underWay={isUnderWay(job)}
    />
  );
}
