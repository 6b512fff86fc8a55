import { Badge } from "../components/ui/badge.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Figure, Figures } from "../figures/figure.tsx";
import { formatBytes, formatCount, formatRate, formatShort } from "../figures/format.ts";
import { Meter } from "../figures/meter.tsx";
import { Sparkline } from "../figures/sparkline.tsx";
import { type EngineReading, type EngineState, ratesOf } from "./engine.ts";
import { MemoryPlanView } from "./memory-plan-view.tsx";

const STATES = {
  ready: "success",
  starting: "primary",
  restarting: "warning",
  stopping: "warning",
  stopped: "destructive",
} as const;

/** Readings that a rate is averaged over: engines report in bursts. */
const SMOOTHED = 5;
const SHOWN = 119;

export interface EnginePanelProps {
  readonly engine: EngineState;
  readonly readings: readonly EngineReading[];
}

export function EnginePanel({ engine, readings }: EnginePanelProps) {
  const { requests, tokens, cache, weights, plan } = engine;
  return (
    <section aria-label={weights?.title ?? engine.id} className="grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-semibold">{weights?.title ?? engine.id}</h2>
        <Badge variant={STATES[engine.state]}>{engine.state}</Badge>
        {engine.models.map((model) => (
          <Badge key={model} variant="outline">
            {model}
          </Badge>
        ))}
      </div>
      <Figures>
        <Figure
          label="Running"
          value={formatCount(requests.running)}
          note={`${formatCount(requests.sequences)} ${requests.sequences === 1 ? "choice" : "choices"}`}
        />
        <Figure label="In the queue" value={formatCount(requests.queued)} />
        <Figure
          label="Cache hit rate"
          value={`${(100 * cache.hit_rate).toFixed(1)} %`}
          note={`${formatShort(tokens.cached)} prompt tokens saved`}
        />
        <Figure
          label="Restarts"
          value={formatCount(engine.restarts)}
          note={engine.restarts === 0 ? "no crash" : "after a crash"}
        />
      </Figures>
      <div className="grid gap-3 md:grid-cols-2">
        <Rate
          title="Reading prompts"
          total={tokens.prefilled}
          seconds={engine.seconds.prefill}
          values={ratesOf(readings, engine.id, (one) => one.tokens.prefilled)}
          color="var(--chart-2)"
        />
        <Rate
          title="Writing answers"
          total={tokens.generated}
          seconds={engine.seconds.decode}
          values={ratesOf(readings, engine.id, (one) => one.tokens.generated)}
          color="var(--chart-1)"
        />
      </div>
      <div className="grid gap-3 lg:grid-cols-2">
        <Card>
          <CardHeader>
            <CardTitle>Prompt cache</CardTitle>
          </CardHeader>
          <CardContent className="grid gap-4">
            <Meter
              label={`In the model's memory (${formatBytes(cache.cells.bytes)})`}
              total={cache.cells.total}
              format={(count) => `${formatShort(count)} tokens`}
              parts={[
                { label: "in use", value: cache.cells.active, color: "bg-chart-1" },
                { label: "kept", value: cache.cells.cached, color: "bg-chart-2" },
              ]}
            />
            <Meter
              label="In RAM"
              total={cache.memory.budget_bytes}
              format={formatBytes}
              parts={[{ label: "saved", value: cache.memory.bytes, color: "bg-chart-2" }]}
            />
            <Meter
              label="On disk"
              total={cache.disk.budget_bytes}
              format={formatBytes}
              parts={[{ label: "saved", value: cache.disk.bytes, color: "bg-chart-3" }]}
            />
          </CardContent>
        </Card>
        {plan && <MemoryPlanView plan={plan} title="Memory plan" />}
      </div>
    </section>
  );
}

interface RateProps {
  readonly title: string;
  readonly values: readonly number[];
  readonly total: number;
  readonly seconds: number;
  readonly color: string;
}

function Rate({ title, values, total, seconds, color }: RateProps) {
  const recent = values.slice(-SMOOTHED);
  const now = recent.length === 0 ? 0 : recent.reduce((sum, value) => sum + value, 0) / recent.length;
  const mean = seconds > 0 ? total / seconds : 0;
  return (
    <Card className="grid gap-2 p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h3 className="text-[0.8125rem] font-medium">{title}</h3>
        <p className="text-xs text-muted-foreground tabular-nums">
          {formatShort(total)} tokens · {formatRate(mean)} a second while at it
        </p>
      </div>
      <p className="text-xl font-semibold tracking-tight tabular-nums">
        {formatRate(now)} <span className="text-sm font-normal text-muted-foreground">tokens a second</span>
      </p>
      <Sparkline
        label={`${title}: ${formatRate(now)} tokens a second, over the last two minutes`}
        values={values}
        capacity={SHOWN}
        color={color}
      />
    </Card>
  );
}
