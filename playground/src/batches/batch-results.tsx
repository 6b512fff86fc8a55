import { useQuery } from "@tanstack/react-query";
import { Loaded } from "../components/loaded.tsx";
import { CardContent } from "../components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { formatCount } from "../figures/format.ts";
import { readResults, SHOWN_RESULTS } from "./batch-result.ts";

/** The first lines of an output or error file as a table. */
export function BatchResults({ fileId, title }: { readonly fileId: string; readonly title: string }) {
  const results = useQuery({
    queryKey: ["batch-results", fileId],
    queryFn: ({ signal }) => readResults(fileId, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <CardContent className="px-0 pb-0">
      <Loaded query={results}>
        {(rows) => (
          <>
            <Table aria-label={title}>
              <TableHeader>
                <TableRow>
                  <TableHead>Request</TableHead>
                  <TableHead>Status</TableHead>
                  <TableHead>Answer</TableHead>
                  <TableHead className="text-right">Tokens</TableHead>
                </TableRow>
              </TableHeader>
              <TableBody>
                {rows.map((row) => (
                  <TableRow key={row.customId}>
                    <TableCell className="max-w-40 truncate font-mono text-xs">{row.customId}</TableCell>
                    <TableCell className="tabular-nums">{row.status ?? "–"}</TableCell>
                    <TableCell className="min-w-64 break-words whitespace-pre-wrap">
                      <span dir="auto" className="line-clamp-4">
                        {row.answer}
                      </span>
                    </TableCell>
                    <TableCell className="text-right tabular-nums">
                      {row.tokens === undefined ? "–" : formatCount(row.tokens)}
                    </TableCell>
                  </TableRow>
                ))}
              </TableBody>
            </Table>
            {rows.length >= SHOWN_RESULTS && (
              <p className="border-t p-3 text-xs text-muted-foreground">
                The first {SHOWN_RESULTS} are shown; download the file for all of them.
              </p>
            )}
          </>
        )}
      </Loaded>
    </CardContent>
  );
}
