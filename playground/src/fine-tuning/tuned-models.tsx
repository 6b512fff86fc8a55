import { CopyButton } from "../components/copy-button.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Card } from "../components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { Time } from "../figures/time.tsx";
import { type ServedModel, useServedModels } from "../models/served-model.ts";
import { ModelButtons } from "./model-buttons.tsx";

type TunedModel = ServedModel & { readonly base_model: string };

/** Every model that jobs have left, checkpoints included. */
export function TunedModels() {
  const models = useServedModels();
  return (
    <section aria-labelledby="tuned-models" className="grid grid-cols-1 gap-3">
      <h2 id="tuned-models" className="font-semibold">
        Tuned models
      </h2>
      <Loaded query={models}>
        {(served) => {
          const tuned = served
            .filter((model): model is TunedModel => model.base_model !== null)
            .toSorted((one, other) => other.created - one.created || one.id.localeCompare(other.id));
          if (tuned.length === 0) {
            return (
              <p className="text-[0.8125rem] text-muted-foreground">
                None yet. A job that succeeds leaves one here, and one for each of its last three epochs.
              </p>
            );
          }
          return (
            <Card>
              <Table aria-label="Tuned models">
                <TableHeader>
                  <TableRow>
                    <TableHead>Name</TableHead>
                    <TableHead>Base model</TableHead>
                    <TableHead>Created</TableHead>
                    <TableHead>
                      <span className="sr-only">Actions</span>
                    </TableHead>
                  </TableRow>
                </TableHeader>
                <TableBody>
                  {tuned.map((model) => (
                    <TunedModelRow key={model.id} model={model} />
                  ))}
                </TableBody>
              </Table>
            </Card>
          );
        }}
      </Loaded>
    </section>
  );
}

function TunedModelRow({ model }: { readonly model: TunedModel }) {
  const { id, base_model: base, created } = model;
  return (
    <TableRow className="[&>td]:align-middle">
      <TableCell className="max-w-[min(28rem,70vw)] min-w-56">
        <span className="flex items-center gap-1">
          <span className="min-w-0 font-mono text-xs break-all">{id}</span>
          <CopyButton text={id} label={`Copy ${id}`} />
        </span>
      </TableCell>
      <TableCell className="whitespace-nowrap">{base}</TableCell>
      <TableCell className="whitespace-nowrap">
        <Time seconds={created} />
      </TableCell>
      <TableCell className="text-right whitespace-nowrap">
        <ModelButtons name={id} base={base} />
      </TableCell>
    </TableRow>
  );
}
