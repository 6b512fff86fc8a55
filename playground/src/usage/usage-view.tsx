import { ChartColumn } from "lucide-react";
import { Suspense } from "react";
import { EmptyState } from "../components/empty-state.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Page } from "../components/page.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Select } from "../components/ui/select.tsx";
import { Skeleton } from "../components/ui/skeleton.tsx";
import { formatShort } from "../figures/format.ts";
import { lazyPart } from "../shell/lazy-part.tsx";
import { useAddressValue } from "../shell/use-address-value.ts";
import { CostComparisonPanel } from "./cost-comparison.tsx";
import { CostPanel } from "./cost-panel.tsx";
import { type UsageGroup, useUsage } from "./usage.ts";
import { UsageFigures } from "./usage-figures.tsx";
import { chartOf, MEASURES, totalsOf, type UsageMeasure } from "./usage-sums.ts";

const StackedChart = lazyPart(() => import("./stacked-chart.tsx"));

const GROUPS: Readonly<Record<UsageGroup, string>> = {
  model: "by model",
  api_key_id: "by key",
  project_id: "by project",
  batch: "batch and interactive",
};

/** Days. */
const RANGES = ["7", "30", "90"];

function keysOf<Name extends string>(record: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(record) as Name[];
}

export default function UsageView() {
  const [range, setRange] = useAddressValue("days", "30", RANGES);
  const [group, setGroup] = useAddressValue("by", "model", keysOf(GROUPS));
  const [measure, setMeasure] = useAddressValue("count", "tokens", keysOf(MEASURES));
  const days = Number(range);
  const usage = useUsage(days, group);
  const shares = useUsage(days, "batch");
  return (
    <Page
      title="Usage"
      description="Every request that was answered, counted once. Days are those of UTC."
      actions={
        <Select
          aria-label="Range"
          className="w-40"
          value={range}
          onChange={(event) => setRange(event.target.value)}
        >
          {RANGES.map((count) => (
            <option key={count} value={count}>
              Last {count} days
            </option>
          ))}
        </Select>
      }
    >
      <Loaded query={usage}>
        {({ buckets, group: grouped }) => {
          const totals = totalsOf(buckets);
          if (totals.requests === 0) {
            return (
              <Card>
                <EmptyState icon={ChartColumn} title="Nothing was used in these days">
                  Ask a model something, in the playground or over the API: it is counted here at once.
                </EmptyState>
              </Card>
            );
          }
          return (
            <>
              <UsageFigures totals={totals} byBatch={shares.data?.buckets ?? []} />
              <Card>
                <CardHeader className="items-center">
                  <CardTitle className="grow">{MEASURES[measure].label} a day</CardTitle>
                  <Select
                    aria-label="What is counted"
                    className="w-44"
                    value={measure}
                    onChange={(event) => setMeasure(event.target.value as UsageMeasure)}
                  >
                    {Object.entries(MEASURES).map(([name, { label }]) => (
                      <option key={name} value={name}>
                        {label}
                      </option>
                    ))}
                  </Select>
                  <Select
                    aria-label="Grouped"
                    className="w-52"
                    value={group}
                    onChange={(event) => setGroup(event.target.value as UsageGroup)}
                  >
                    {Object.entries(GROUPS).map(([name, label]) => (
                      <option key={name} value={name}>
                        {label}
                      </option>
                    ))}
                  </Select>
                </CardHeader>
                <CardContent>
                  <Suspense fallback={<Skeleton className="h-72" />}>
                    <StackedChart
                      label={`${MEASURES[measure].label} a day, ${GROUPS[grouped]}`}
                      data={chartOf(buckets, grouped, measure)}
                      format={formatShort}
                    />
                  </Suspense>
                </CardContent>
              </Card>
            </>
          );
        }}
      </Loaded>
      <CostPanel days={days} />
      <CostComparisonPanel days={days} />
    </Page>
  );
}
