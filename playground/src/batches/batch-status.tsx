import { Badge } from "../components/ui/badge.tsx";
import type { BatchStatus } from "./batch.ts";

const LOOKS = {
  validating: "primary",
  in_progress: "primary",
  finalizing: "primary",
  cancelling: "warning",
  completed: "success",
  failed: "destructive",
  expired: "warning",
  cancelled: "neutral",
} as const satisfies Record<BatchStatus, string>;

export function BatchStatusBadge({ status }: { readonly status: BatchStatus }) {
  return <Badge variant={LOOKS[status]}>{status.replace("_", " ")}</Badge>;
}
