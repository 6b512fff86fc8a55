import { messageOf } from "../api/api-failure.ts";
import { Field } from "../components/ui/field.tsx";
import { Select } from "../components/ui/select.tsx";
import { useServedModels } from "../models/served-model.ts";

/** The smallest is the quickest to tune, and gains most. */
const FIRST_CHOICE = "gpt-4.1-nano";

export interface TunableModelFieldProps {
  readonly label: string;
  readonly hint: string;
}

/** A select named `model`, of those that can be tuned on this server. */
export function TunableModelField({ label, hint }: TunableModelFieldProps) {
  const models = useServedModels();
  const tunable = (models.data ?? []).filter((model) => model.tunable);
  const none = models.data !== undefined && tunable.length === 0;
  return (
    <Field
      label={label}
      hint={hint}
      error={
        models.error
          ? messageOf(models.error)
          : none
            ? "No served model has weights on this machine that can be tuned. Bind one under Models."
            : undefined
      }
    >
      {(control) => (
        <Select
          {...control}
          // The choice is made anew once there is something to choose from.
          key={tunable.length}
          name="model"
          required
          defaultValue={tunable.find(({ id }) => id === FIRST_CHOICE)?.id ?? tunable[0]?.id}
        >
          {tunable.map(({ id }) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
