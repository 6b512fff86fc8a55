import { Field } from "../components/ui/field.tsx";
import { Input } from "../components/ui/input.tsx";
import { Select } from "../components/ui/select.tsx";
import type { ServedModel } from "../models/served-model.ts";
import type { TypedSelection } from "./selection.ts";

export interface SelectionFieldsProps {
  readonly typed: TypedSelection;
  readonly teacher: string;
  readonly models: readonly ServedModel[];
  readonly onChange: (typed: TypedSelection) => void;
}

/** Which stored completions are learned from. */
export function SelectionFields({ typed, teacher, models, onChange }: SelectionFieldsProps) {
  const change = (part: Partial<TypedSelection>) => onChange({ ...typed, ...part });
  const text = (name: keyof TypedSelection) => ({
    value: typed[name],
    autoComplete: "off",
    onChange: (event: { target: { value: string } }) => change({ [name]: event.target.value }),
  });
  // A teacher that is not served any more has left its answers.
  const teachers = models.some(({ id }) => id === teacher) ? models : [{ id: teacher }, ...models];
  return (
    <>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Field label="Teacher" hint="Its stored chat completions are learned.">
          {(control) => (
            <Select
              {...control}
              value={teacher}
              onChange={(event) => change({ teacher: event.target.value })}
            >
              {teachers.map(({ id }) => (
                <option key={id} value={id}>
                  {id}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Metadata" hint="All pairs must be there.">
          {(control) => <Input {...control} {...text("metadata")} placeholder="topic=tea, run=7" />}
        </Field>
      </div>
      <div className="grid grid-cols-2 gap-4">
        <Field label="From">
          {(control) => <Input {...control} {...text("from")} type="date" className="tabular-nums" />}
        </Field>
        <Field label="Until">
          {(control) => <Input {...control} {...text("to")} type="date" className="tabular-nums" />}
        </Field>
        <Field label="Held out (%)" hint="Not learned, compared on; auto is 10, at most 50 prompts.">
          {(control) => (
            <Input
              {...control}
              {...text("heldOut")}
              inputMode="decimal"
              className="tabular-nums"
              placeholder="auto"
            />
          )}
        </Field>
        <Field label="Most prompts" hint="The newest are taken.">
          {(control) => (
            <Input
              {...control}
              {...text("limit")}
              inputMode="numeric"
              className="tabular-nums"
              placeholder="10000"
            />
          )}
        </Field>
      </div>
    </>
  );
}
