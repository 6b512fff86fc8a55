import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState } from "../components/error-state.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { Button } from "../components/ui/button.tsx";
import { formatBytes, formatCount } from "../figures/format.ts";
import { BindDialog } from "./bind-dialog.tsx";
import { type Binding, unbind, type Weights } from "./machine.ts";

export interface BindingCardProps {
  readonly binding: Binding;
  readonly weights: readonly Weights[];
}

export function BindingCard({ binding, weights }: BindingCardProps) {
  const client = useQueryClient();
  const [binds, setBinds] = useState(false);
  const [error, setError] = useState<unknown>();
  const { id, title, plan, bound, loaded, problem } = binding;
  const giveBack = async () => {
    setError(undefined);
    try {
      await unbind(id);
      await client.invalidateQueries({ queryKey: ["machine"] });
    } catch (thrown) {
      setError(thrown);
    }
  };
  return (
    <li className="flex flex-col gap-3 rounded-xl border bg-card p-4 shadow-xs">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="grow font-semibold">{id}</h2>
        <Badge variant={loaded ? "success" : "warning"}>{loaded ? "loaded" : "at the next start"}</Badge>
      </div>
      <div className="grid gap-0.5 text-[0.8125rem]">
        <p>{title}</p>
        {plan && (
          <p className="text-muted-foreground tabular-nums">
            {formatCount(plan.context_length)} tokens of context · {formatBytes(plan.total_bytes)}
          </p>
        )}
        <p className="text-muted-foreground">{bound ? "Bound by hand" : "Chosen by the profile"}</p>
      </div>
      {problem !== null && <ErrorState error={problem} />}
      {error !== undefined && <ErrorState error={error} />}
      <div className="mt-auto flex flex-wrap gap-2">
        <Button
          variant="outline"
          size="small"
          aria-label={`Bind ${id} to weights`}
          onClick={() => setBinds(true)}
        >
          Bind
        </Button>
        {bound && (
          <Button variant="ghost" size="small" aria-label={`Unbind ${id}`} onClick={() => void giveBack()}>
            Unbind
          </Button>
        )}
      </div>
      {binds && (
        <BindDialog model={id} current={binding.weights} weights={weights} onClose={() => setBinds(false)} />
      )}
    </li>
  );
}
