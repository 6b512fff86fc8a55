import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { formatBytes } from "../figures/format.ts";
import { Meter } from "../figures/meter.tsx";
import type { MemoryPlan } from "./engine.ts";

/** What a model takes of the machine, and why. */
export function MemoryPlanView({ plan, title }: { readonly plan: MemoryPlan; readonly title: string }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      <CardContent className="grid gap-4">
        <Meter
          label={formatBytes(plan.total_bytes)}
          total={plan.total_bytes}
          format={formatBytes}
          parts={[
            { label: "weights", value: plan.weights_bytes, color: "bg-chart-1" },
            { label: "keys and values", value: plan.keys_and_values_bytes, color: "bg-chart-2" },
            { label: "recurrent states", value: plan.recurrent_bytes, color: "bg-chart-4" },
            { label: "buffers", value: plan.compute_bytes, color: "bg-chart-3" },
          ].filter(({ value }) => value > 0)}
        />
        <ul className="grid gap-1 text-[0.8125rem] text-muted-foreground">
          {plan.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </CardContent>
    </Card>
  );
}
