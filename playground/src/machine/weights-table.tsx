import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Badge } from "../components/ui/badge.tsx";
import { Card } from "../components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { formatBytes, formatCount } from "../figures/format.ts";
import { usePulls, type Weights } from "./machine.ts";
import { PullControl } from "./pull-control.tsx";

const STATES = {
  ready: { looks: "success", text: "here" },
  unconverted: { looks: "warning", text: "to be converted" },
  absent: { looks: "outline", text: "not here" },
  damaged: { looks: "destructive", text: "damaged" },
} as const;

/** The catalog, and what of it is on this machine. */
export function WeightsTable({ weights }: { readonly weights: readonly Weights[] }) {
  const client = useQueryClient();
  const pulls = usePulls();
  const finished = pulls.data?.filter(({ status }) => status === "completed").length ?? 0;
  useEffect(() => {
    if (finished > 0) void client.invalidateQueries({ queryKey: ["machine", "weights"] });
  }, [client, finished]);
  return (
    <Card>
      <Table>
        <TableHeader>
          <TableRow>
            <TableHead>Weights</TableHead>
            <TableHead>State</TableHead>
            <TableHead className="text-right">On disk</TableHead>
            <TableHead className="text-right">Context</TableHead>
            <TableHead>Source</TableHead>
            <TableHead className="w-44">
              <span className="sr-only">Pull</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {weights.map((one) => (
            <TableRow key={one.id}>
              <TableCell className="min-w-52">
                <p className="font-medium">{one.title}</p>
                <p className="text-xs text-muted-foreground">
                  {one.license}
                  {one.models.length > 0 && ` · ${one.models.join(", ")}`}
                </p>
              </TableCell>
              <TableCell>
                <Badge variant={STATES[one.state].looks}>{STATES[one.state].text}</Badge>
              </TableCell>
              <TableCell className="text-right whitespace-nowrap tabular-nums">
                {one.bytes !== null
                  ? formatBytes(one.bytes)
                  : one.partial_bytes > 0
                    ? `${formatBytes(one.partial_bytes)} so far`
                    : "–"}
              </TableCell>
              <TableCell className="text-right whitespace-nowrap tabular-nums">
                {one.trained_context === null ? "–" : formatCount(one.trained_context)}
              </TableCell>
              <TableCell className="min-w-52 text-xs break-words text-muted-foreground">
                {one.source}
              </TableCell>
              <TableCell className="min-w-44">
                <PullControl weights={one} pull={pulls.data?.find((pull) => pull.weights === one.id)} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
