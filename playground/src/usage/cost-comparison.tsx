import { useQuery } from "@tanstack/react-query";
import { requestJson } from "../api/request.ts";
import { Loaded } from "../components/loaded.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { formatCount, formatDollars, formatMoney } from "../figures/format.ts";
import { daysAgo } from "./usage.ts";

interface ComparedCosts {
  readonly requests: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly at_openai: number;
  readonly billed: number;
  readonly here: number | null;
}

interface CostComparison {
  readonly currency: string;
  readonly machine: {
    readonly per_hour: number;
    readonly watts: number;
    readonly per_kilowatt_hour: number;
  } | null;
  readonly data: readonly (ComparedCosts & { readonly model: string })[];
  readonly total: ComparedCosts;
}

const COLUMNS = ["Requests", "Tokens in", "Tokens out", "At OpenAI", "Billed", "Here"];
const COUNTS = 3;

/** Where there is little room, the money is what matters. */
function cellLook(column: number): string {
  return `text-right whitespace-nowrap ${column < COUNTS ? "hidden sm:table-cell" : ""}`;
}

/** What the range would have cost at OpenAI, beside what the machine's work for it cost. */
export function CostComparisonPanel({ days }: { readonly days: number }) {
  const comparison = useQuery({
    queryKey: ["cost-comparison", days],
    queryFn: ({ signal }) =>
      requestJson<CostComparison>("/v1/fourone/costs", { signal, query: { start_time: daysAgo(days) } }),
    refetchInterval: 15_000,
  });
  return (
    <Loaded query={comparison}>
      {({ data, total, machine, currency }) =>
        data.length === 0 ? null : (
          <Card>
            <CardHeader className="items-baseline">
              <CardTitle>At OpenAI, and here</CardTitle>
              <p className="text-xs text-muted-foreground">
                {machine === null
                  ? "Nobody has said what this machine costs: set billing.machine in the configuration, and its hours and energy stand here."
                  : `An hour of the machine's work: ${formatMoney(machine.per_hour, currency)}, and ${formatCount(machine.watts)} W at ${formatMoney(machine.per_kilowatt_hour, currency)} a kilowatt-hour.`}
              </p>
            </CardHeader>
            <CardContent>
              <Table reachable aria-label="Costs at OpenAI and here, by model">
                <TableHeader>
                  <TableRow>
                    <TableHead>Model</TableHead>
                    {COLUMNS.map((name, index) => (
                      <TableHead key={name} className={cellLook(index)}>
                        {name}
                      </TableHead>
                    ))}
                  </TableRow>
                </TableHeader>
                <TableBody className="tabular-nums">
                  {data.map((row) => (
                    <Row key={row.model} name={row.model} costs={row} currency={currency} />
                  ))}
                  {data.length > 1 && <Row name="Together" costs={total} currency={currency} strong />}
                </TableBody>
              </Table>
            </CardContent>
          </Card>
        )
      }
    </Loaded>
  );
}

interface RowProps {
  readonly name: string;
  readonly costs: ComparedCosts;
  readonly currency: string;
  readonly strong?: boolean;
}

function Row({ name, costs, currency, strong = false }: RowProps) {
  const { requests, input_tokens, output_tokens, at_openai, billed, here } = costs;
  const cells = [
    formatCount(requests),
    formatCount(input_tokens),
    formatCount(output_tokens),
    formatDollars(at_openai),
    formatMoney(billed, currency),
    here === null ? "not known" : formatMoney(here, currency),
  ];
  return (
    <TableRow className={strong ? "font-semibold" : undefined}>
      <TableCell className={strong ? undefined : "font-mono text-xs"}>{name}</TableCell>
      {cells.map((cell, index) => (
        <TableCell key={index} className={cellLook(index)}>
          {cell}
        </TableCell>
      ))}
    </TableRow>
  );
}
