import { classNames } from "../../class-names.ts";

/** Holds the place of what is still on its way. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <div aria-hidden className={classNames("animate-pulse rounded-md bg-muted", className)} />;
}
