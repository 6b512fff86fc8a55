import { Field } from "../components/ui/field.tsx";
import { Select } from "../components/ui/select.tsx";
import { toolList, toolName } from "../conversation/chat-request.ts";
import { toolsError } from "../conversation/check-settings.ts";
import { CodeField } from "./code-field.tsx";
import { EXAMPLE_TOOLS } from "./examples.ts";
import { Section } from "./section.tsx";
import type { SettingsProps } from "./settings-panel.tsx";
import { SwitchSetting } from "./switch-setting.tsx";

export function ToolSettings({ settings, onChange }: SettingsProps) {
  const names = toolList(settings)
    .map(toolName)
    .filter((name) => name !== undefined);
  return (
    <Section title="Tools" summary={names.length > 0 ? String(names.length) : undefined}>
      <CodeField
        label="Definitions"
        value={settings.tools}
        error={toolsError(settings.tools)}
        hint="As Chat Completions takes them; turned into the form of Responses where that is used."
        example={EXAMPLE_TOOLS}
        onChange={(tools) => onChange({ tools })}
      />
      {names.length > 0 && (
        <>
          <Field label="Choice">
            {(control) => (
              <Select
                {...control}
                value={settings.toolChoice}
                onChange={(event) => onChange({ toolChoice: event.target.value })}
              >
                <option value="auto">The model decides</option>
                <option value="none">None</option>
                <option value="required">At least one</option>
                {names.map((name) => (
                  <option key={name} value={name}>
                    Always {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <SwitchSetting
            label="Several calls at once"
            checked={settings.parallelToolCalls}
            onChange={(parallelToolCalls) => onChange({ parallelToolCalls })}
          />
        </>
      )}
    </Section>
  );
}
