import { Field } from "../components/ui/field.tsx";
import { Input } from "../components/ui/input.tsx";

interface Setting {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly placeholder: string;
}

const SETTINGS: readonly Setting[] = [
  {
    name: "epochs",
    label: "Epochs",
    hint: "How often each example is seen, at most 50.",
    placeholder: "auto",
  },
  { name: "batchSize", label: "Batch size", hint: "Examples of one step, at most 256.", placeholder: "auto" },
  {
    name: "learningRateMultiplier",
    label: "Learning rate multiplier",
    hint: "How large steps are; auto is 2.",
    placeholder: "auto",
  },
];

const BETA: Setting = {
  name: "beta",
  label: "Beta",
  hint: "How close to the base it stays, up to 2.",
  placeholder: "auto",
};

const SEED: Setting = {
  name: "seed",
  label: "Seed",
  hint: "Same seed and file, same model.",
  placeholder: "random",
};

/** Number fields by the names that the form is read by; what is empty is chosen by the server. */
export function Hyperparameters({ method }: { readonly method: "supervised" | "dpo" }) {
  const settings = [...SETTINGS, ...(method === "dpo" ? [BETA] : []), SEED];
  return (
    <div className="@container">
      <div className="grid grid-cols-2 gap-4 @3xl:auto-cols-fr @3xl:grid-flow-col @3xl:grid-cols-none">
        {settings.map(({ name, label, hint, placeholder }) => (
          <Field key={name} label={label} hint={hint}>
            {(control) => (
              <Input
                {...control}
                name={name}
                inputMode="decimal"
                autoComplete="off"
                className="tabular-nums"
                placeholder={placeholder}
              />
            )}
          </Field>
        ))}
      </div>
    </div>
  );
}
