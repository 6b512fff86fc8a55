import type { UseQueryResult } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { Link } from "wouter";
import { EmptyState } from "../components/empty-state.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Button } from "../components/ui/button.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { formatCount } from "../figures/format.ts";
import { CountsList } from "./counts-list.tsx";
import type { Preview } from "./distillation.ts";

export interface PreviewCardProps {
  readonly preview: UseQueryResult<Preview>;
  readonly teacher: string;
}

/** What there is to learn from, before anything is begun. */
export function PreviewCard({ preview, teacher }: PreviewCardProps) {
  return (
    <Card className="min-w-0 self-start">
      <CardHeader>
        <CardTitle>What there is to learn from</CardTitle>
        <CardDescription>Counted as you choose; nothing is written yet.</CardDescription>
      </CardHeader>
      <CardContent aria-live="polite">
        <Loaded query={preview}>
          {(counted) =>
            counted.counts.matched === 0 ? (
              <NothingMatches teacher={teacher} />
            ) : (
              <div className="grid grid-cols-1 gap-4">
                <CountsList counts={counted.counts} />
                <p className="text-[0.8125rem] text-muted-foreground">
                  {counted.counts.training === 0
                    ? "Nothing of it can be learned."
                    : `${formatCount(counted.training_tokens)} tokens to be learned in each epoch.`}
                </p>
                <Samples samples={counted.samples} />
              </div>
            )
          }
        </Loaded>
      </CardContent>
    </Card>
  );
}

function Samples({ samples }: Pick<Preview, "samples">) {
  return (
    <ul className="grid grid-cols-1 gap-2">
      {samples.map(({ completion_id: id, prompt, answer }) => (
        <li key={id} className="rounded-lg border bg-background p-2.5 text-[0.8125rem]">
          <p dir="auto" className="line-clamp-2 font-medium break-words">
            {prompt}
          </p>
          <p dir="auto" className="mt-0.5 line-clamp-3 break-words text-muted-foreground">
            {answer}
          </p>
        </li>
      ))}
    </ul>
  );
}

function NothingMatches({ teacher }: { readonly teacher: string }) {
  return (
    <EmptyState
      icon={ScrollText}
      title="No stored completion matches"
      action={
        <Button asChild variant="outline" size="small">
          <Link href="/logs">Look through the logs</Link>
        </Button>
      }
    >
      Ask {teacher} through Chat Completions with <code>store: true</code>, or choose less narrowly.
    </EmptyState>
  );
}
