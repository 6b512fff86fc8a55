import { Figure, Figures } from "../figures/figure.tsx";
import { formatCount, formatShare } from "../figures/format.ts";
import type { Bucket, UsageResult } from "./usage.ts";
import { totalsOf, type UsageTotals } from "./usage-sums.ts";

export interface UsageFiguresProps {
  readonly totals: UsageTotals;
  /** The same usage, told apart by whether it was in a batch. */
  readonly byBatch: readonly Bucket<UsageResult>[];
}

export function UsageFigures({ totals, byBatch }: UsageFiguresProps) {
  const { input, cached, output, requests } = totals;
  const batch = totalsOf(
    byBatch.map((bucket) => ({ ...bucket, results: bucket.results.filter((one) => one.batch === true) })),
  );
  return (
    <Figures>
      <Figure
        label="Requests"
        value={formatCount(requests)}
        note={`${formatShare(batch.requests, requests)} in batches`}
      />
      <Figure label="Input tokens" value={formatCount(input)} />
      <Figure
        label="Cached input"
        value={formatShare(cached, input)}
        note={`${formatCount(cached)} tokens`}
      />
      <Figure label="Output tokens" value={formatCount(output)} />
    </Figures>
  );
}
