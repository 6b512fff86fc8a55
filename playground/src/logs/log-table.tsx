import { Badge } from "../components/ui/badge.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { formatCount } from "../figures/format.ts";
import { Time } from "../figures/time.tsx";
import type { LogEntry } from "./log-entry.ts";

export interface LogTableProps {
  readonly entries: readonly LogEntry[];
  readonly onOpen: (entry: LogEntry) => void;
}

export function LogTable({ entries, onOpen }: LogTableProps) {
  return (
    <Table>
      <TableHeader>
        <TableRow>
          <TableHead>Asked and answered</TableHead>
          <TableHead>Model</TableHead>
          <TableHead className="text-right">Tokens</TableHead>
          <TableHead>Time</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {entries.map((entry) => (
          <TableRow key={entry.id} className="relative hover:bg-accent/50">
            <TableCell className="max-w-[min(28rem,75vw)] min-w-56">
              <button
                type="button"
                className="block w-full truncate text-left font-medium after:absolute after:inset-0"
                onClick={() => onOpen(entry)}
              >
                <bdi>{entry.input_preview ?? "(no text)"}</bdi>
              </button>
              <p className="truncate text-muted-foreground">
                <bdi>{entry.output_preview ?? "(no text)"}</bdi>
              </p>
              <Labels entry={entry} />
            </TableCell>
            <TableCell className="whitespace-nowrap">
              <p>{entry.model}</p>
              <p className="text-xs text-muted-foreground">
                {entry.kind === "response" ? "Responses" : "Chat Completions"}
              </p>
            </TableCell>
            <TableCell className="text-right whitespace-nowrap tabular-nums">
              {entry.usage ? (
                <>
                  <p>
                    {formatCount(entry.usage.input_tokens)} → {formatCount(entry.usage.output_tokens)}
                  </p>
                  {entry.usage.cached_tokens > 0 && (
                    <p className="text-xs text-muted-foreground">
                      {formatCount(entry.usage.cached_tokens)} cached
                    </p>
                  )}
                </>
              ) : (
                "–"
              )}
            </TableCell>
            <TableCell className="whitespace-nowrap text-muted-foreground">
              <Time seconds={entry.created_at} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Labels({ entry }: { readonly entry: LogEntry }) {
  const pairs = Object.entries(entry.metadata);
  if (pairs.length === 0 && entry.status === "completed") return null;
  return (
    <p className="mt-1 flex flex-wrap gap-1">
      {entry.status !== "completed" && (
        <Badge variant={entry.status === "failed" ? "destructive" : "warning"}>
          {entry.status.replaceAll("_", " ")}
        </Badge>
      )}
      {pairs.map(([key, value]) => (
        <Badge
          key={key}
          variant="outline"
          className="inline-block max-w-48 truncate"
          title={`${key}=${value}`}
        >
          {key}={value}
        </Badge>
      ))}
    </p>
  );
}
