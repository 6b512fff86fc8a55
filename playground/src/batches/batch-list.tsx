import { useInfiniteQuery } from "@tanstack/react-query";
import { Layers } from "lucide-react";
import { Link } from "wouter";
import { type ListPage, nextPage } from "../api/list-page.ts";
import { requestJson } from "../api/request.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Page } from "../components/page.tsx";
import { ShowMore } from "../components/show-more.tsx";
import { Card } from "../components/ui/card.tsx";
import { Progress } from "../components/ui/progress.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { formatCount } from "../figures/format.ts";
import { Time } from "../figures/time.tsx";
import { type Batch, isRunning, progressOf } from "./batch.ts";
import { BatchStatusBadge } from "./batch-status.tsx";
import { NewBatch } from "./new-batch.tsx";

const REFRESH_MILLISECONDS = 1_500;

export function BatchList() {
  const batches = useInfiniteQuery({
    queryKey: ["batches"],
    queryFn: ({ signal, pageParam }) =>
      requestJson<ListPage<Batch>>("/v1/batches", { signal, query: { limit: 30, after: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextPage,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some(isRunning)) ? REFRESH_MILLISECONDS : false,
  });
  return (
    <Page title="Batches" description="Many requests at half the price, answered while nobody waits.">
      <NewBatch />
      <Loaded query={batches}>
        {({ pages }) => {
          const all = pages.flatMap(({ data }) => data);
          if (all.length === 0) {
            return (
              <Card>
                <EmptyState icon={Layers} title="No batches yet">
                  Drop a file with one request a line above, or run <code>fourone batch run FILE</code> in a
                  terminal.
                </EmptyState>
              </Card>
            );
          }
          return (
            <Card>
              <Table>
                <TableHeader>
                  <TableRow>
                    <TableHead>Batch</TableHead>
                    <TableHead>Status</TableHead>
                    <TableHead>Progress</TableHead>
                    <TableHead>Endpoint</TableHead>
                    <TableHead>Created</TableHead>
                  </TableRow>
                </TableHeader>
                <TableBody>
                  {all.map((batch) => (
                    <BatchRow key={batch.id} batch={batch} />
                  ))}
                </TableBody>
              </Table>
              <ShowMore query={batches} />
            </Card>
          );
        }}
      </Loaded>
    </Page>
  );
}

function BatchRow({ batch }: { readonly batch: Batch }) {
  const { id, metadata, request_counts: counts } = batch;
  return (
    <TableRow>
      <TableCell className="max-w-[min(16rem,45vw)] min-w-40">
        <Link href={`/batches/${id}`} className="font-medium text-primary hover:underline">
          <span className="block truncate" dir="auto">
            {metadata?.file ?? metadata?.name ?? id}
          </span>
        </Link>
        <p className="truncate font-mono text-xs text-muted-foreground">{id}</p>
      </TableCell>
      <TableCell>
        <BatchStatusBadge status={batch.status} />
      </TableCell>
      <TableCell className="min-w-36">
        <span className="text-xs text-muted-foreground tabular-nums">
          {formatCount((counts?.completed ?? 0) + (counts?.failed ?? 0))} of {formatCount(counts?.total ?? 0)}
        </span>
        {isRunning(batch) && <Progress label="Lines with an outcome" value={progressOf(batch)} />}
      </TableCell>
      <TableCell className="font-mono text-xs whitespace-nowrap">{batch.endpoint}</TableCell>
      <TableCell className="whitespace-nowrap">
        <Time seconds={batch.created_at} />
      </TableCell>
    </TableRow>
  );
}
