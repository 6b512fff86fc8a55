import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { type FormEvent, useState } from "react";
import { firstLines } from "../api/file-lines.ts";
import { metadataPairs } from "../api/metadata-pairs.ts";
import { ErrorState } from "../components/error-state.tsx";
import { Button } from "../components/ui/button.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Field } from "../components/ui/field.tsx";
import { Input } from "../components/ui/input.tsx";
import { Progress } from "../components/ui/progress.tsx";
import { Select } from "../components/ui/select.tsx";
import { useLaterNavigate } from "../shell/use-later-navigate.ts";
import { type ChosenFile, ensureUploaded } from "./chosen-file.ts";
import { readExampleLine } from "./example-line.ts";
import { FileChoice } from "./file-choice.tsx";
import { Hyperparameters } from "./hyperparameters.tsx";
import { startJob } from "./start-job.ts";
import { TunableModelField } from "./tunable-model-field.tsx";

/** Bytes that are looked at for the method that a file is made for. */
const LOOKED_AT = 256 * 1024;

export interface NewJobFormProps {
  readonly training: ChosenFile;
  readonly onTraining: (chosen: ChosenFile | undefined) => void;
}

/** Everything that a job can be told, with what is chosen by itself left empty. */
export function NewJobForm({ training, onTraining }: NewJobFormProps) {
  const navigate = useLaterNavigate();
  const client = useQueryClient();
  const guess = useQuery({
    queryKey: ["method-of", training.kind === "uploaded" ? training.id : training.file.name, training.bytes],
    queryFn: ({ signal }) => methodOf(training, signal),
  });
  const [chosenMethod, setMethod] = useState<"supervised" | "dpo">();
  const method = chosenMethod ?? guess.data ?? "supervised";
  const [validation, setValidation] = useState<ChosenFile>();
  const [upload, setUpload] = useState<{ readonly name: string; readonly fraction: number }>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  const uploadOf = (file: ChosenFile) =>
    ensureUploaded(file, (fraction) => setUpload({ name: file.name, fraction }));
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    setBusy(true);
    setError(undefined);
    try {
      // Where the server refuses the job, its files are there already for the next try.
      const trainingFile = await uploadOf(training);
      const validationFile = validation && (await uploadOf(validation));
      setValidation(validationFile);
      setUpload(undefined);
      const job = await startJob({
        training: trainingFile,
        validation: validationFile,
        model: text("model"),
        method,
        suffix: text("suffix"),
        seed: text("seed"),
        epochs: text("epochs"),
        batchSize: text("batchSize"),
        learningRateMultiplier: text("learningRateMultiplier"),
        beta: text("beta"),
        metadata: metadataPairs(text("metadata")),
      }).catch((thrown: unknown) => {
        onTraining(trainingFile);
        throw thrown;
      });
      await client.invalidateQueries({ queryKey: ["fine-tuning"] });
      navigate(`/fine-tuning/${job.id}`);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setUpload(undefined);
      setBusy(false);
    }
  };
  return (
    <Card>
      <CardHeader>
        <CardTitle>New fine-tuning job</CardTitle>
      </CardHeader>
      <CardContent>
        <form className="grid grid-cols-1 gap-4" onSubmit={(event) => void submit(event)}>
          <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
            <fieldset className="grid grid-cols-1 content-start gap-1.5">
              <legend className="mb-1.5 text-[0.8125rem] font-medium">Training file</legend>
              <FileChoice
                label="Training file"
                hint="One example a line"
                listLabel="Or an uploaded one:"
                chosen={training}
                onChange={onTraining}
              />
            </fieldset>
            <fieldset className="grid grid-cols-1 content-start gap-1.5">
              <legend className="mb-1.5 text-[0.8125rem] font-medium">Validation file (optional)</legend>
              <FileChoice
                label="Drop examples to test on"
                hint="They are never learned from"
                listLabel="Or an uploaded one:"
                chosen={validation}
                onChange={setValidation}
              />
            </fieldset>
          </div>
          <div className="grid grid-cols-1 gap-4 sm:grid-cols-2 md:grid-cols-3">
            <TunableModelField label="Base model" hint="Its own weights stay as they are." />
            <Field label="Method" hint={METHODS[method]}>
              {(control) => (
                <Select
                  {...control}
                  value={method}
                  onChange={(event) => setMethod(event.target.value as "supervised" | "dpo")}
                >
                  <option value="supervised">Supervised</option>
                  <option value="dpo">Preference (DPO)</option>
                </Select>
              )}
            </Field>
            <Field label="Suffix" hint="Part of the tuned model's name.">
              {(control) => (
                <Input {...control} name="suffix" maxLength={64} autoComplete="off" placeholder="support" />
              )}
            </Field>
          </div>
          <Hyperparameters method={method} />
          <Field label="Metadata" hint="To find the job again: up to 16 pairs.">
            {(control) => (
              <Input {...control} name="metadata" autoComplete="off" placeholder="team=support, run=7" />
            )}
          </Field>
          {upload && (
            <div className="grid gap-1.5" aria-live="polite">
              <p className="text-[0.8125rem]">Uploading {upload.name}…</p>
              <Progress label={`Upload of ${upload.name}`} value={upload.fraction} />
            </div>
          )}
          {error !== undefined && <ErrorState error={error} />}
          <div className="flex justify-end gap-2">
            <Button variant="outline" size="small" disabled={busy} onClick={() => onTraining(undefined)}>
              Discard
            </Button>
            <Button type="submit" size="small" disabled={busy}>
              <Play className="fill-current" /> Start training
            </Button>
          </div>
        </form>
      </CardContent>
    </Card>
  );
}

const METHODS = {
  supervised: "Learns the answers of the file.",
  dpo: "Learns which of two answers is better.",
} as const;

/** What the first line of a file is made for; null where it is no example. */
async function methodOf(chosen: ChosenFile, signal: AbortSignal): Promise<"supervised" | "dpo" | null> {
  const [line = ""] =
    chosen.kind === "uploaded"
      ? await firstLines(chosen.id, 1, signal)
      : (await chosen.file.slice(0, LOOKED_AT).text()).split("\n", 1);
  return readExampleLine(line)?.method ?? null;
}
