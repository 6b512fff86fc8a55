import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { formatBytes } from "../figures/format.ts";
import { Meter } from "../figures/meter.tsx";
import type { MemoryPlan } from "./engine.ts";

/** What a model takes of the machine, and why. */
export function MemoryPlanView({ plan, title }: { readonly plan: MemoryPlan; readonly title: string }) {
  const { weights_bytes, keys_and_values_bytes, recurrent_bytes, compute_bytes, total_bytes } = plan;
  const rest = total_bytes - weights_bytes - keys_and_values_bytes - recurrent_bytes - compute_bytes;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      <CardContent className="grid gap-4">
        <Meter
          label="In all"
          total={total_bytes}
          format={formatBytes}
          parts={[
            { label: "weights", value: weights_bytes, color: "bg-chart-1" },
            { label: "keys and values", value: keys_and_values_bytes, color: "bg-chart-2" },
            { label: "recurrent states", value: recurrent_bytes, color: "bg-chart-4" },
            { label: "buffers", value: compute_bytes, color: "bg-chart-3" },
            { label: "the process", value: rest, color: "bg-chart-5" },
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
