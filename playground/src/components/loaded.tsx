import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "./error-state.tsx";
import { Skeleton } from "./ui/skeleton.tsx";

export interface LoadedProps<Data> {
  readonly query: Pick<UseQueryResult<Data>, "data" | "error" | "refetch">;
  readonly children: (data: Data) => ReactNode;
}

/** What was asked for, or its place while it is on its way, or why it did not come. */
export function Loaded<Data>({ query, children }: LoadedProps<Data>) {
  const { data, error, refetch } = query;
  if (data !== undefined) {
    return (
      <>
        {error && <ErrorState error={error} onRetry={() => void refetch()} />}
        {children(data)}
      </>
    );
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <div className="grid gap-2" aria-busy="true">
      <span className="sr-only">Loading…</span>
      {["a", "b", "c"].map((row) => (
        <Skeleton key={row} className="h-11" />
      ))}
    </div>
  );
}
