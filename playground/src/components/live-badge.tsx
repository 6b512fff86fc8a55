import { Badge } from "./ui/badge.tsx";

/** Says that what is shown changes by itself. */
export function LiveBadge() {
  return (
    <Badge variant="success">
      <span aria-hidden className="size-1.5 animate-pulse rounded-full bg-current" /> live
    </Badge>
  );
}
