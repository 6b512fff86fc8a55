import { Badge } from "../components/ui/badge.tsx";
import type { DistillationStatus } from "./distillation.ts";

const LOOKS = {
  preparing: "primary",
  training: "primary",
  comparing: "primary",
  succeeded: "success",
  failed: "destructive",
  cancelled: "neutral",
} as const satisfies Record<DistillationStatus, string>;

export function DistillationStatusBadge({ status }: { readonly status: DistillationStatus }) {
  return <Badge variant={LOOKS[status]}>{status}</Badge>;
}
