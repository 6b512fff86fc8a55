import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { Button } from "./ui/button.tsx";

export interface ShowMoreProps {
  readonly query: Pick<UseInfiniteQueryResult, "hasNextPage" | "fetchNextPage" | "isFetchingNextPage">;
}

/** The foot of a list that has another page. */
export function ShowMore({ query: { hasNextPage, fetchNextPage, isFetchingNextPage } }: ShowMoreProps) {
  if (!hasNextPage) return null;
  return (
    <div className="border-t p-2 text-center">
      <Button
        variant="ghost"
        size="small"
        // Another click would ask for the same page again.
        aria-disabled={isFetchingNextPage}
        onClick={() => !isFetchingNextPage && void fetchNextPage()}
      >
        {isFetchingNextPage ? "Loading…" : "Show more"}
      </Button>
    </div>
  );
}
