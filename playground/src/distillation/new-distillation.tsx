import { useQueryClient } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { type FormEvent, useMemo, useState } from "react";
import { useSearchParams } from "wouter";
import { typedNumber } from "../api/typed-number.ts";
import { ErrorState } from "../components/error-state.tsx";
import { Button } from "../components/ui/button.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Field } from "../components/ui/field.tsx";
import { Input } from "../components/ui/input.tsx";
import { Hyperparameters } from "../fine-tuning/hyperparameters.tsx";
import { TunableModelField } from "../fine-tuning/tunable-model-field.tsx";
import { useServedModels } from "../models/served-model.ts";
import { SwitchSetting } from "../settings/switch-setting.tsx";
import { useLaterNavigate } from "../shell/use-later-navigate.ts";
import { startDistillation, usePreview } from "./distillation-requests.ts";
import { PreviewCard } from "./preview-card.tsx";
import { toSelection, typedSelection } from "./selection.ts";
import { SelectionFields } from "./selection-fields.tsx";
import { useSettled } from "./use-settled.ts";

/** Whose answers are learned where nobody chose. */
const FIRST_TEACHER = "gpt-4.1";

/** Teacher, student and what is learned, counted before anything is begun. */
export function NewDistillation({ onDiscard }: { readonly onDiscard: () => void }) {
  const [parameters] = useSearchParams();
  const navigate = useLaterNavigate();
  const client = useQueryClient();
  const models = useServedModels().data ?? [];
  const [typed, setTyped] = useState(() => typedSelection(parameters));
  const [train, setTrain] = useState(true);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const teacher =
    models.find(({ id, snapshot }) => id === typed.teacher || snapshot === typed.teacher)?.id ??
    (typed.teacher || FIRST_TEACHER);
  const selection = useMemo(() => toSelection({ ...typed, teacher }), [typed, teacher]);
  const preview = usePreview(useSettled(selection));

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    const number = (name: string) => typedNumber(text(name));
    setBusy(true);
    setError(undefined);
    try {
      const { id } = await startDistillation({
        ...selection,
        name: text("name").trim() || undefined,
        seed: number("seed"),
        train,
        ...(train && {
          student: text("model"),
          suffix: text("suffix").trim() || undefined,
          hyperparameters: {
            n_epochs: number("epochs"),
            batch_size: number("batchSize"),
            learning_rate_multiplier: number("learningRateMultiplier"),
          },
        }),
      });
      await client.invalidateQueries({ queryKey: ["distillation"] });
      navigate(`/distillation/${id}`);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-label="New distillation" className="grid grid-cols-1 gap-4 lg:grid-cols-[3fr_2fr]">
      <Card className="min-w-0">
        <CardHeader>
          <CardTitle>New distillation</CardTitle>
        </CardHeader>
        <CardContent>
          <form className="grid grid-cols-1 gap-4" onSubmit={(event) => void submit(event)}>
            <SelectionFields typed={typed} teacher={teacher} models={models} onChange={setTyped} />
            <SwitchSetting
              label="Train a student"
              hint="Otherwise only the files are made, to be trained on elsewhere."
              checked={train}
              onChange={setTrain}
            />
            {train && (
              <>
                <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
                  <TunableModelField label="Student" hint="Learns to answer as the teacher did." />
                  <Field label="Suffix" hint="Part of the tuned model's name.">
                    {(control) => (
                      <Input
                        {...control}
                        name="suffix"
                        maxLength={64}
                        autoComplete="off"
                        placeholder="triage"
                      />
                    )}
                  </Field>
                </div>
                <Hyperparameters method="supervised" />
              </>
            )}
            <Field label="Name" hint="To find it again.">
              {(control) => (
                <Input
                  {...control}
                  name="name"
                  maxLength={120}
                  autoComplete="off"
                  placeholder="Triage on nano"
                />
              )}
            </Field>
            {error !== undefined && <ErrorState error={error} />}
            <div className="flex justify-end gap-2">
              <Button variant="outline" size="small" disabled={busy} onClick={onDiscard}>
                Discard
              </Button>
              <Button type="submit" size="small" disabled={busy}>
                <FlaskConical /> {train ? "Start distillation" : "Make the files"}
              </Button>
            </div>
          </form>
        </CardContent>
      </Card>
      <PreviewCard preview={preview} teacher={teacher} />
    </section>
  );
}
