import { Field } from "../components/ui/field.tsx";
import { Select } from "../components/ui/select.tsx";
import { schemaError } from "../conversation/check-settings.ts";
import type { FormatKind } from "../conversation/settings.ts";
import { CodeField } from "./code-field.tsx";
import { EXAMPLE_SCHEMA } from "./examples.ts";
import { Section } from "./section.tsx";
import type { SettingsProps } from "./settings-panel.tsx";

const FORMATS: Readonly<Record<FormatKind, string>> = {
  text: "Text",
  json_object: "JSON, any",
  json_schema: "JSON by a schema",
};

export function FormatSettings({ settings, onChange }: SettingsProps) {
  const { format, schema } = settings;
  return (
    <Section title="Answer's format" summary={format === "text" ? undefined : FORMATS[format]}>
      <Field label="Format" hint={format === "json_object" && "A message has to ask for JSON by that word."}>
        {(control) => (
          <Select
            {...control}
            value={format}
            onChange={(event) => onChange({ format: event.target.value as FormatKind })}
          >
            {Object.entries(FORMATS).map(([kind, label]) => (
              <option key={kind} value={kind}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {format === "json_schema" && (
        <CodeField
          label="Schema"
          value={schema}
          error={schemaError(schema)}
          hint="The answer is checked against it below the answer."
          example={EXAMPLE_SCHEMA}
          onChange={(text) => onChange({ schema: text })}
        />
      )}
    </Section>
  );
}
