import { GraduationCap } from "lucide-react";
import { Link } from "wouter";
import { EmptyState } from "../components/empty-state.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Page } from "../components/page.tsx";
import { ShowMore } from "../components/show-more.tsx";
import { Card } from "../components/ui/card.tsx";
import { Progress } from "../components/ui/progress.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { formatCount, formatDuration } from "../figures/format.ts";
import { Time } from "../figures/time.tsx";
import { type Job, secondsLeft, titleOf } from "./job.ts";
import { useJobs, useLastStep } from "./job-requests.ts";
import { JobStatusBadge } from "./job-status.tsx";
import { NewJob } from "./new-job.tsx";
import { TunedModels } from "./tuned-models.tsx";

export function JobList() {
  const jobs = useJobs();
  return (
    <Page
      title="Fine-tuning"
      description="Adapters trained on examples of your own, on this machine, served beside their base."
    >
      <NewJob />
      <Loaded query={jobs}>
        {({ pages }) => {
          const all = pages.flatMap(({ data }) => data);
          if (all.length === 0) {
            return (
              <Card>
                <EmptyState icon={GraduationCap} title="No jobs yet">
                  Drop a file of examples above, <Link href="/distillation">distill</Link> a larger model into
                  a smaller one, or run <code>fourone tune FILE</code> in a terminal.
                </EmptyState>
              </Card>
            );
          }
          return (
            <Card>
              <Table aria-label="Fine-tuning jobs">
                <TableHeader>
                  <TableRow>
                    <TableHead>Job</TableHead>
                    <TableHead>Status</TableHead>
                    <TableHead>Progress</TableHead>
                    <TableHead>Base model</TableHead>
                    <TableHead>Created</TableHead>
                  </TableRow>
                </TableHeader>
                <TableBody>
                  {all.map((job) => (
                    <JobRow key={job.id} job={job} />
                  ))}
                </TableBody>
              </Table>
              <ShowMore query={jobs} />
            </Card>
          );
        }}
      </Loaded>
      <TunedModels />
    </Page>
  );
}

function JobRow({ job }: { readonly job: Job }) {
  return (
    <TableRow>
      <TableCell className="max-w-[min(16rem,45vw)] min-w-40">
        <Link href={`/fine-tuning/${job.id}`} className="font-medium text-primary hover:underline">
          <span className="block truncate" dir="auto">
            {titleOf(job)}
          </span>
        </Link>
        <p className="truncate font-mono text-xs text-muted-foreground">{job.id}</p>
      </TableCell>
      <TableCell>
        <JobStatusBadge status={job.status} />
      </TableCell>
      <TableCell className="max-w-64 min-w-44">
        <RowProgress job={job} />
      </TableCell>
      <TableCell className="whitespace-nowrap">
        {job.model}
        <span className="block text-xs text-muted-foreground">
          {job.method.type === "dpo" ? "preference" : "supervised"}
        </span>
      </TableCell>
      <TableCell className="whitespace-nowrap">
        <Time seconds={job.created_at} />
      </TableCell>
    </TableRow>
  );
}

function RowProgress({ job }: { readonly job: Job }) {
  const { data: last } = useLastStep(job.id, job.status);
  const left = secondsLeft(job);
  if (job.status === "succeeded" && job.trained_tokens !== null) {
    return (
      <span className="text-xs text-muted-foreground">{formatCount(job.trained_tokens)} tokens trained</span>
    );
  }
  if (job.error !== null) {
    return (
      <span className="line-clamp-2 text-xs text-destructive" title={job.error.message}>
        {job.error.message}
      </span>
    );
  }
  if (last?.step === undefined || last.total_steps === undefined || job.status === "cancelled") {
    return <span className="text-xs text-muted-foreground">{WAITING[job.status] ?? "–"}</span>;
  }
  return (
    <>
      <span className="mb-1.5 block text-xs text-muted-foreground tabular-nums">
        Step {formatCount(last.step)} of {formatCount(last.total_steps)}
        {left !== undefined && ` · ${formatDuration(left)} left`}
      </span>
      <Progress label="Steps" value={last.step / last.total_steps} />
    </>
  );
}

const WAITING: Partial<Record<Job["status"], string>> = {
  validating_files: "reading its files",
  queued: "waits for its turn",
  running: "getting ready",
};
