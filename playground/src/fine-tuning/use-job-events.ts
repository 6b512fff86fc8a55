import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { type Curves, curvesOf } from "./curves.ts";
import type { JobEvent } from "./job.ts";
import { eventPage } from "./job-requests.ts";

const PAGE = 100;

/** More is not fetched: ten thousand steps make the same curve. */
const MOST_PAGES = 100;

const REFRESH_MILLISECONDS = 1_000;

/** What a job has told, the newest first; only what is new is asked for again. `live`: while more may come. */
export function useJobEvents(id: string, status: string, live: boolean) {
  const client = useQueryClient();
  const queryKey = ["fine-tuning", "events", id];
  return useQuery({
    // A new status asks once more, for it may be the last there is to ask.
    queryKey: [...queryKey, status],
    queryFn: async ({ signal }) => {
      const known = client
        .getQueriesData<readonly JobEvent[]>({ queryKey })
        .map(([, events = []]) => events)
        .reduce((most, events) => (events.length > most.length ? events : most), []);
      return [...(await newerThan(known[0]?.id, id, signal)), ...known];
    },
    placeholderData: (previous) => previous,
    refetchInterval: live ? REFRESH_MILLISECONDS : false,
  });
}

/** The curves that events draw. They give way to what somebody does on the page. */
export function useCurves(events: readonly JobEvent[]): Curves {
  return useDeferredValue(useMemo(() => curvesOf(events), [events]));
}

async function newerThan(
  known: string | undefined,
  id: string,
  signal: AbortSignal,
): Promise<readonly JobEvent[]> {
  const found: JobEvent[] = [];
  for (let page = 0; page < MOST_PAGES; page++) {
    const { data, has_more: more } = await eventPage(id, { limit: PAGE, after: found.at(-1)?.id, signal });
    for (const event of data) {
      if (event.id === known) return found;
      found.push(event);
    }
    if (!more) break;
  }
  return found;
}
