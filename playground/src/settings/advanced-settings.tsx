import { Field } from "../components/ui/field.tsx";
import { Input } from "../components/ui/input.tsx";
import { Select } from "../components/ui/select.tsx";
import { objectError } from "../conversation/check-settings.ts";
import { CodeField } from "./code-field.tsx";
import { NumberSetting } from "./number-setting.tsx";
import { Section } from "./section.tsx";
import type { SettingsProps } from "./settings-panel.tsx";

const TIERS = ["auto", "default", "flex", "priority"];

export function AdvancedSettings({ settings, onChange }: SettingsProps) {
  const chat = settings.api === "chat";
  return (
    <Section title="More parameters">
      {chat && (
        <>
          <NumberSetting
            label="Frequency penalty"
            value={settings.frequencyPenalty}
            fallback={0}
            minimum={-2}
            maximum={2}
            step={0.01}
            onChange={(frequencyPenalty) => onChange({ frequencyPenalty })}
          />
          <NumberSetting
            label="Presence penalty"
            value={settings.presencePenalty}
            fallback={0}
            minimum={-2}
            maximum={2}
            step={0.01}
            onChange={(presencePenalty) => onChange({ presencePenalty })}
          />
          <NumberSetting
            label="Seed"
            value={settings.seed}
            fallbackText="random"
            minimum={0}
            maximum={Number.MAX_SAFE_INTEGER}
            step={1}
            slider={false}
            onChange={(seed) => onChange({ seed: seed === undefined ? undefined : Math.round(seed) })}
          />
          <NumberSetting
            label="Answers at once"
            value={settings.choices}
            fallback={1}
            minimum={1}
            maximum={8}
            step={1}
            onChange={(choices) =>
              onChange({ choices: choices === undefined ? undefined : Math.round(choices) })
            }
          />
          <CodeField
            label="Logit bias"
            placeholder='{"1234": -100}'
            value={settings.logitBias}
            error={objectError(settings.logitBias)}
            hint="Token ids of the weights that are served, with -100 to 100."
            onChange={(logitBias) => onChange({ logitBias })}
          />
        </>
      )}
      <CodeField
        label="Metadata"
        placeholder='{"project": "demo"}'
        value={settings.metadata}
        error={objectError(settings.metadata)}
        hint="Kept with stored answers."
        onChange={(metadata) => onChange({ metadata })}
      />
      <Field label="Service tier">
        {(control) => (
          <Select
            {...control}
            value={settings.serviceTier}
            onChange={(event) => onChange({ serviceTier: event.target.value })}
          >
            {TIERS.map((tier) => (
              <option key={tier}>{tier}</option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Prompt cache key">
        {(control) => (
          <Input
            {...control}
            className="h-8"
            value={settings.promptCacheKey}
            onChange={(event) => onChange({ promptCacheKey: event.target.value })}
          />
        )}
      </Field>
      <Field label="Safety identifier">
        {(control) => (
          <Input
            {...control}
            className="h-8"
            maxLength={64}
            value={settings.safetyIdentifier}
            onChange={(event) => onChange({ safetyIdentifier: event.target.value })}
          />
        )}
      </Field>
    </Section>
  );
}
