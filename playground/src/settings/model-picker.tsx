import { Check, ChevronsUpDown } from "lucide-react";
import { useState } from "react";
import { classNames } from "../class-names.ts";
import { ErrorState } from "../components/error-state.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { Button } from "../components/ui/button.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "../components/ui/popover.tsx";
import { Skeleton } from "../components/ui/skeleton.tsx";
import { formatCount, formatShort } from "../figures/format.ts";
import { type ServedModel, useServedModels } from "../models/served-model.ts";

export interface ModelPickerProps {
  readonly value: string;
  readonly onChange: (model: string) => void;
  readonly className?: string;
}

export function ModelPicker({ value, onChange, className }: ModelPickerProps) {
  const [open, setOpen] = useState(false);
  const models = useServedModels();
  const chosen = models.data?.find(({ id, snapshot }) => id === value || snapshot === value);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant="outline" className={classNames("h-9 min-w-0 justify-between", className)}>
          <span className="truncate">
            <span className="sr-only">Model: </span>
            {value}
          </span>
          <span className="flex items-center gap-1.5">
            {chosen && (
              <span className="text-xs font-normal text-muted-foreground">
                {formatShort(chosen.context_length)} context
              </span>
            )}
            <ChevronsUpDown className="text-muted-foreground" />
          </span>
        </Button>
      </PopoverTrigger>
      <PopoverContent align="start" className="w-88 max-w-[calc(100vw-1rem)] p-1.5" aria-label="Models">
        {models.isPending && <Skeleton className="h-24" />}
        {models.isError && <ErrorState error={models.error} onRetry={() => void models.refetch()} />}
        {models.data?.map((model) => (
          <ModelOption
            key={model.snapshot}
            model={model}
            chosen={model === chosen}
            onChoose={() => {
              onChange(model.id);
              setOpen(false);
            }}
          />
        ))}
      </PopoverContent>
    </Popover>
  );
}

function ModelOption(props: { model: ServedModel; chosen: boolean; onChoose: () => void }) {
  const { model, chosen, onChoose } = props;
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onChoose}
      className="flex w-full items-start gap-2 rounded-md p-2.5 text-left hover:bg-accent"
    >
      <Check
        aria-hidden
        className={classNames("mt-0.5 size-4 shrink-0 text-primary", !chosen && "invisible")}
      />
      <span className="min-w-0 grow">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          <span className="min-w-0 break-all">{model.id}</span>
          <Lifecycle model={model} />
        </span>
        <span className="block font-mono text-xs text-muted-foreground">
          {model.base_model === null ? model.snapshot : `on ${model.base_model}`}
        </span>
        <span className="mt-1 block text-xs text-muted-foreground">
          {formatCount(model.context_length)} tokens of context · {model.input_modalities.join(" and ")} in,
          text out
        </span>
        {model.prices && (
          <span className="block text-xs text-muted-foreground">
            At OpenAI ${model.prices.input} in, ${model.prices.cached_input} cached, ${model.prices.output}{" "}
            out per million
          </span>
        )}
      </span>
    </button>
  );
}

function Lifecycle({ model }: { model: ServedModel }) {
  if (model.base_model !== null) return <Badge variant="primary">tuned here</Badge>;
  if (model.shutdown_date !== null) return <Badge variant="warning">until {model.shutdown_date}</Badge>;
  return <Badge variant="success">no end planned</Badge>;
}
