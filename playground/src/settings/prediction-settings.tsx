import { Field } from "../components/ui/field.tsx";
import { Textarea } from "../components/ui/textarea.tsx";
import { Section } from "./section.tsx";
import type { SettingsProps } from "./settings-panel.tsx";

export function PredictionSettings({ settings, onChange }: SettingsProps) {
  const { prediction } = settings;
  return (
    <Section
      title="Predicted output"
      summary={prediction === "" ? undefined : `${prediction.length} characters`}
    >
      <Field
        label="The answer you expect"
        hint="Such as a file that is to change a little. The same answer comes sooner; what was right and what was not is shown below it."
      >
        {(control) => (
          <Textarea
            {...control}
            className="max-h-60 min-h-24 font-mono text-xs"
            spellCheck={false}
            value={prediction}
            onChange={(event) => onChange({ prediction: event.target.value })}
          />
        )}
      </Field>
    </Section>
  );
}
