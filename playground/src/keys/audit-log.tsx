import { useInfiniteQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { type ListPage, nextPage } from "../api/list-page.ts";
import { requestJson } from "../api/request.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { Loaded } from "../components/loaded.tsx";
import { ShowMore } from "../components/show-more.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { Card, CardDescription, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { formatMoment } from "../figures/format.ts";
import { type AuditEvent, auditPath } from "./organization.ts";

export function AuditLog() {
  const events = useInfiniteQuery({
    queryKey: ["organization", "audit"],
    queryFn: ({ signal, pageParam }) =>
      requestJson<ListPage<AuditEvent>>(auditPath, { signal, query: { limit: 50, after: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextPage,
  });
  return (
    <Card>
      <CardHeader>
        <CardTitle>Audit log</CardTitle>
        <CardDescription>What administrators did, the newest first.</CardDescription>
      </CardHeader>
      <div className="p-4 pt-2">
        <Loaded query={events}>
          {({ pages }) => {
            const all = pages.flatMap(({ data }) => data);
            if (all.length === 0) {
              return (
                <EmptyState icon={History} title="Nothing has been changed yet">
                  Projects, keys and limits that are made, changed or revoked are written down here.
                </EmptyState>
              );
            }
            return (
              <>
                <Table>
                  <TableHeader>
                    <TableRow>
                      <TableHead>Event</TableHead>
                      <TableHead>Project</TableHead>
                      <TableHead>By</TableHead>
                      <TableHead>Time</TableHead>
                    </TableRow>
                  </TableHeader>
                  <TableBody>
                    {all.map((event) => (
                      <TableRow key={event.id}>
                        <TableCell>
                          <Badge variant="outline">{event.type}</Badge>
                        </TableCell>
                        <TableCell>{event.project?.name ?? "–"}</TableCell>
                        <TableCell className="font-mono text-xs">{actorOf(event)}</TableCell>
                        <TableCell className="whitespace-nowrap">
                          {formatMoment(event.effective_at)}
                        </TableCell>
                      </TableRow>
                    ))}
                  </TableBody>
                </Table>
                <ShowMore query={events} />
              </>
            );
          }}
        </Loaded>
      </div>
    </Card>
  );
}

function actorOf({ actor }: AuditEvent): string {
  return actor?.api_key?.id ?? actor?.session?.user?.email ?? actor?.session?.user?.id ?? "–";
}
