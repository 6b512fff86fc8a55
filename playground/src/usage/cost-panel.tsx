import { Suspense } from "react";
import { Loaded } from "../components/loaded.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Skeleton } from "../components/ui/skeleton.tsx";
import { formatDollars } from "../figures/format.ts";
import { lazyPart } from "../shell/lazy-part.tsx";
import { useCosts } from "./usage.ts";
import { costChartOf, costOf } from "./usage-sums.ts";

const StackedChart = lazyPart(() => import("./stacked-chart.tsx"));

/** What the range would have cost at the configured prices. */
export function CostPanel({ days }: { readonly days: number }) {
  const costs = useCosts(days);
  return (
    <Loaded query={costs}>
      {(buckets) => {
        const total = costOf(buckets);
        if (total === 0) return null;
        return (
          <Card>
            <CardHeader className="items-center">
              <CardTitle className="grow">Costs a day</CardTitle>
              <p className="text-xl font-semibold tracking-tight tabular-nums">{formatDollars(total)}</p>
            </CardHeader>
            <CardContent>
              <Suspense fallback={<Skeleton className="h-72" />}>
                <StackedChart
                  label="Costs a day, by line item"
                  data={costChartOf(buckets)}
                  format={formatDollars}
                />
              </Suspense>
            </CardContent>
          </Card>
        );
      }}
    </Loaded>
  );
}
