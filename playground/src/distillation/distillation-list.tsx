import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { Link, useSearchParams } from "wouter";
import { EmptyState } from "../components/empty-state.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Page } from "../components/page.tsx";
import { ShowMore } from "../components/show-more.tsx";
import { Button } from "../components/ui/button.tsx";
import { Card } from "../components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { formatCount, formatShare } from "../figures/format.ts";
import { Time } from "../figures/time.tsx";
import { type Distillation, titleOf } from "./distillation.ts";
import { useDistillations } from "./distillation-requests.ts";
import { DistillationStatusBadge } from "./distillation-status.tsx";
import { NewDistillation } from "./new-distillation.tsx";

export function DistillationList() {
  const distillations = useDistillations();
  const [parameters] = useSearchParams();
  // A link that brings a selection means a new one.
  const [open, setOpen] = useState(parameters.size > 0);
  return (
    <Page
      title="Distillation"
      description="A small model learns to answer as a large one did, from completions that were stored."
      actions={
        !open && (
          <Button size="small" onClick={() => setOpen(true)}>
            <FlaskConical /> New distillation
          </Button>
        )
      }
    >
      {open && <NewDistillation onDiscard={() => setOpen(false)} />}
      <Loaded query={distillations}>
        {({ pages }) => {
          const all = pages.flatMap(({ data }) => data);
          if (all.length === 0) {
            return (
              <Card>
                <EmptyState
                  icon={FlaskConical}
                  title="Nothing distilled yet"
                  action={
                    !open && (
                      <Button variant="outline" size="small" onClick={() => setOpen(true)}>
                        Choose teacher and student
                      </Button>
                    )
                  }
                >
                  Ask a large model with <code>store: true</code> for some days, and label what you ask with{" "}
                  <code>metadata</code>. Then a small one can learn its answers, and is compared with it on
                  prompts it has not seen.
                </EmptyState>
              </Card>
            );
          }
          return (
            <Card>
              <Table aria-label="Distillations">
                <TableHeader>
                  <TableRow>
                    <TableHead>Distillation</TableHead>
                    <TableHead>Status</TableHead>
                    <TableHead className="text-right">Examples</TableHead>
                    <TableHead className="text-right">Same answers</TableHead>
                    <TableHead>Created</TableHead>
                  </TableRow>
                </TableHeader>
                <TableBody>
                  {all.map((distillation) => (
                    <DistillationRow key={distillation.id} distillation={distillation} />
                  ))}
                </TableBody>
              </Table>
              <ShowMore query={distillations} />
            </Card>
          );
        }}
      </Loaded>
    </Page>
  );
}

function DistillationRow({ distillation }: { readonly distillation: Distillation }) {
  const { id, name, teacher, student, status, counts, comparison, created_at } = distillation;
  return (
    <TableRow>
      <TableCell className="max-w-[min(24rem,60vw)] min-w-48">
        <Link href={`/distillation/${id}`} className="font-medium text-primary hover:underline">
          <span className="block truncate" dir="auto">
            {titleOf(distillation)}
          </span>
        </Link>
        <p className="truncate text-xs text-muted-foreground">
          {name === null ? id : `${teacher} → ${student ?? "files only"}`}
        </p>
      </TableCell>
      <TableCell>
        <DistillationStatusBadge status={status} />
      </TableCell>
      <TableCell className="text-right tabular-nums">
        {counts === null ? "–" : formatCount(counts.training)}
      </TableCell>
      <TableCell className="text-right whitespace-nowrap tabular-nums">
        {comparison === null
          ? "–"
          : `${formatShare(comparison.before.exact_match, 1)} → ${formatShare(comparison.after.exact_match, 1)}`}
      </TableCell>
      <TableCell className="whitespace-nowrap">
        <Time seconds={created_at} />
      </TableCell>
    </TableRow>
  );
}
