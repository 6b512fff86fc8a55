import { Badge } from "../components/ui/badge.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { hyperparametersOf, type Job } from "./job.ts";

/** What a job was told, and what was chosen for it. */
export function JobSettingsCard({ job }: { readonly job: Job }) {
  const { batch_size, learning_rate_multiplier, n_epochs, beta } = hyperparametersOf(job);
  const rows = [
    ["Method", job.method.type === "dpo" ? "preference (DPO)" : "supervised"],
    ["Epochs", n_epochs],
    ["Batch size", batch_size],
    ["Learning rate multiplier", learning_rate_multiplier],
    ["Beta", beta],
    ["Seed", job.seed],
    ["Training file", job.training_file],
    ["Validation file", job.validation_file ?? "none"],
  ] as const;
  return (
    <Card className="min-w-0">
      <CardHeader>
        <CardTitle>Settings</CardTitle>
      </CardHeader>
      <CardContent className="grid gap-3">
        <dl className="grid gap-1.5 text-[0.8125rem]">
          {rows.map(
            ([label, value]) =>
              value !== undefined && (
                <div key={label} className="flex justify-between gap-4">
                  <dt className="shrink-0 text-muted-foreground">{label}</dt>
                  <dd className="min-w-0 truncate tabular-nums" title={String(value)}>
                    {value}
                  </dd>
                </div>
              ),
          )}
        </dl>
        {job.metadata && (
          <p className="flex flex-wrap gap-1">
            {Object.entries(job.metadata).map(([key, value]) => (
              <Badge key={key} variant="outline" className="max-w-full truncate">
                {key}={value}
              </Badge>
            ))}
          </p>
        )}
      </CardContent>
    </Card>
  );
}
