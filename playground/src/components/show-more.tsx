import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { Button } from "./ui/button.tsx";

export interface ShowMoreProps {
  readonly query: Pick<UseInfiniteQueryResult, "hasNextPage" | "fetchNextPage">;
}

/** The foot of a list that has another page. */
export function ShowMore({ query: { hasNextPage, fetchNextPage } }: ShowMoreProps) {
  if (!hasNextPage) return null;
  return (
    <div className="border-t p-2 text-center">
      <Button variant="ghost" size="small" onClick={() => void fetchNextPage()}>
        Show more
      </Button>
    </div>
  );
}
