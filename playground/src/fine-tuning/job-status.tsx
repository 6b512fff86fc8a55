import { Badge } from "../components/ui/badge.tsx";
import type { JobStatus } from "./job.ts";

const LOOKS = {
  validating_files: "primary",
  queued: "neutral",
  running: "primary",
  paused: "warning",
  succeeded: "success",
  failed: "destructive",
  cancelled: "neutral",
} as const satisfies Record<JobStatus, string>;

export function JobStatusBadge({ status }: { readonly status: JobStatus }) {
  return <Badge variant={LOOKS[status]}>{status.replace("_", " ")}</Badge>;
}
