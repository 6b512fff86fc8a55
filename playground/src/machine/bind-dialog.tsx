import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState } from "../components/error-state.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Button } from "../components/ui/button.tsx";
import { Dialog, DialogContent } from "../components/ui/dialog.tsx";
import { Field } from "../components/ui/field.tsx";
import { Select } from "../components/ui/select.tsx";
import { MemoryPlanView } from "../engine/memory-plan-view.tsx";
import { type BindRequest, bind, planBinding, type Weights } from "./machine.ts";

const CONTEXTS = [2_048, 4_096, 8_192, 32_768, 131_072, 262_144, 524_288, 1_048_576];

export interface BindDialogProps {
  readonly model: string;
  /** Id of the weights that it is bound to now. */
  readonly current: string;
  readonly weights: readonly Weights[];
  readonly onClose: () => void;
}

/** Binds a model: what it would take is shown before anything is changed. */
export function BindDialog({ model, current, weights, onClose }: BindDialogProps) {
  const client = useQueryClient();
  const here = weights.filter(({ state, reference }) => state === "ready" && reference !== null);
  const [chosen, setChosen] = useState(here.find(({ id }) => id === current)?.id ?? here[0]?.id ?? "");
  const [context, setContext] = useState("");
  const [kvType, setKvType] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const request: BindRequest = {
    weights: here.find(({ id }) => id === chosen)?.reference ?? chosen,
    ...(context !== "" && { context_length: Number(context) }),
    ...(kvType !== "" && { kv_type: kvType }),
  };
  const plan = useQuery({
    queryKey: ["machine", "plan", model, request],
    queryFn: ({ signal }) => planBinding(model, request, signal),
    enabled: chosen !== "",
  });
  const commit = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await bind(model, request);
      await client.invalidateQueries({ queryKey: ["machine"] });
      onClose();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={`Bind ${model}`}
        description="Only weights on this machine can be bound: pull others first. It takes effect at the next start."
      >
        {here.length === 0 ? (
          <p className="text-[0.8125rem]">
            None of the weights in the catalog is here yet: pull one from the table of weights. A file of your
            own is bound with <code>fourone models bind</code> in a terminal.
          </p>
        ) : (
          <>
            <Field label="Weights">
              {(control) => (
                <Select {...control} value={chosen} onChange={(event) => setChosen(event.target.value)}>
                  {here.map(({ id, title }) => (
                    <option key={id} value={id}>
                      {title}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <div className="grid grid-cols-2 gap-3">
              <Field label="Context">
                {(control) => (
                  <Select {...control} value={context} onChange={(event) => setContext(event.target.value)}>
                    <option value="">As long as fits</option>
                    {CONTEXTS.map((tokens) => (
                      <option key={tokens} value={tokens}>
                        {tokens.toLocaleString("en")} tokens
                      </option>
                    ))}
                  </Select>
                )}
              </Field>
              <Field label="Keys and values">
                {(control) => (
                  <Select {...control} value={kvType} onChange={(event) => setKvType(event.target.value)}>
                    <option value="">As exact as fits</option>
                    <option value="f16">f16: exact</option>
                    <option value="q8_0">q8_0: half the memory</option>
                    <option value="q4_0">q4_0: a quarter</option>
                  </Select>
                )}
              </Field>
            </div>
            {chosen !== "" && (
              <Loaded query={plan}>{(fits) => <MemoryPlanView plan={fits} title="Memory plan" />}</Loaded>
            )}
          </>
        )}
        {error !== undefined && <ErrorState error={error} />}
        <div className="flex justify-end gap-2">
          <Button variant="outline" size="small" onClick={onClose}>
            Cancel
          </Button>
          <Button size="small" disabled={busy || plan.data === undefined} onClick={() => void commit()}>
            Bind
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
