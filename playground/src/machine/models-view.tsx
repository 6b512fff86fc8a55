import { Loaded } from "../components/loaded.tsx";
import { Page } from "../components/page.tsx";
import { BindingCard } from "./binding-card.tsx";
import { useBindings, useWeights } from "./machine.ts";
import { WeightsTable } from "./weights-table.tsx";

export default function ModelsView() {
  const bindings = useBindings();
  const weights = useWeights();
  return (
    <Page
      title="Models"
      description="Which weights answer for each model. Changes take effect when the server starts again."
    >
      <section aria-label="Bindings">
        <Loaded query={bindings}>
          {(models) => (
            <ul className="grid gap-3 lg:grid-cols-3">
              {models.map((binding) => (
                <BindingCard key={binding.id} binding={binding} weights={weights.data ?? []} />
              ))}
            </ul>
          )}
        </Loaded>
      </section>
      <section aria-labelledby="weights" className="grid grid-cols-1 gap-3">
        <h2 id="weights" className="font-semibold">
          Weights
        </h2>
        <Loaded query={weights}>{(known) => <WeightsTable weights={known} />}</Loaded>
      </section>
    </Page>
  );
}
