import { memo, type ReactNode, Suspense } from "react";
import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Skeleton } from "../components/ui/skeleton.tsx";
import { lazyPart } from "../shell/lazy-part.tsx";
import type { CurvePoint, Curves } from "./curves.ts";

const LineChart = lazyPart(() => import("../figures/line-chart.tsx"));

const TRAINING = { name: "training", color: "var(--chart-1)" };
const VALIDATION = { name: "validation", color: "var(--chart-3)" };

export interface CurvesCardProps {
  readonly curves: Curves;
  /** Whether there are examples that are not learned. */
  readonly validated: boolean;
  readonly underWay: boolean;
}

/** How loss and accuracy went. Drawn again only where they changed: charts are much work. */
export const CurvesCard = memo(function CurvesCard({ curves, validated, underWay }: CurvesCardProps) {
  const series = validated ? [TRAINING, VALIDATION] : [TRAINING];
  const chart = (
    title: string,
    points: readonly CurvePoint[],
    rest: { domain?: readonly [number, number] },
  ) =>
    points.length === 0 ? (
      <NoSteps underWay={underWay} />
    ) : (
      <Suspense fallback={<Skeleton className="h-72" />}>
        <LineChart
          label={title}
          axis="Step"
          series={series}
          points={points}
          format={rest.domain ? (value) => `${Math.round(value * 100)} %` : (value) => value.toFixed(2)}
          {...rest}
        />
      </Suspense>
    );
  return (
    <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
      <Curve title="Loss">{chart("Loss by step", curves.loss, {})}</Curve>
      <Curve title="Token accuracy">
        {chart("Token accuracy by step", curves.accuracy, { domain: [0, 1] })}
      </Curve>
    </div>
  );
});

function Curve({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      <CardContent>{children}</CardContent>
    </Card>
  );
}

function NoSteps({ underWay }: { readonly underWay: boolean }) {
  return (
    <p className="grid h-40 place-items-center text-center text-[0.8125rem] text-balance text-muted-foreground">
      {underWay ? "The curve begins with the first step." : "The job has made no step."}
    </p>
  );
}
