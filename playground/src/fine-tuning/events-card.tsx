import type { UseQueryResult } from "@tanstack/react-query";
import { classNames } from "../class-names.ts";
import { LiveBadge } from "../components/live-badge.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import type { JobEvent } from "./job.ts";

/** The newest of them; all are in the API's answer, the numbers in the file of metrics. */
const SHOWN_EVENTS = 200;

const clock = new Intl.DateTimeFormat("en", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
});

export interface EventsCardProps {
  readonly events: UseQueryResult<readonly JobEvent[]>;
  readonly live: boolean;
}

export function EventsCard({ events, live }: EventsCardProps) {
  return (
    <Card className="min-w-0">
      <CardHeader className="items-center">
        <CardTitle className="grow">Events</CardTitle>
        {live && <LiveBadge />}
      </CardHeader>
      <CardContent className="px-0 pb-0">
        <Loaded query={events}>
          {(all) => (
            <div
              role="log"
              aria-label="Events, the newest first"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
              tabIndex={0}
              className="max-h-80 overflow-y-auto border-t px-4 py-2"
            >
              <ol className="grid gap-1.5 text-[0.8125rem]">
                {all.slice(0, SHOWN_EVENTS).map(({ id, created_at, level, message }) => (
                  <li key={id} className="flex gap-3">
                    <time className="shrink-0 text-xs leading-5 text-muted-foreground tabular-nums">
                      {clock.format(created_at * 1000)}
                    </time>
                    <span className={classNames("min-w-0 break-words whitespace-pre-wrap", LOOKS[level])}>
                      {message}
                    </span>
                  </li>
                ))}
              </ol>
            </div>
          )}
        </Loaded>
      </CardContent>
    </Card>
  );
}

const LOOKS = { info: "", warn: "text-warning", error: "text-destructive" } as const;
