import { useMemo } from "react";
import { Field } from "../components/ui/field.tsx";
import { Select } from "../components/ui/select.tsx";
import { Tabs, TabsList, TabsTrigger } from "../components/ui/tabs.tsx";
import { ignoredByResponses } from "../conversation/responses-request.ts";
import type { ApiKind, Settings } from "../conversation/settings.ts";
import { formatShort } from "../figures/format.ts";
import { useServedModel } from "../models/served-model.ts";
import { AdvancedSettings } from "./advanced-settings.tsx";
import { FormatSettings } from "./format-settings.tsx";
import { ModelPicker } from "./model-picker.tsx";
import { NumberSetting } from "./number-setting.tsx";
import { PredictionSettings } from "./prediction-settings.tsx";
import { Section } from "./section.tsx";
import { StopSetting } from "./stop-setting.tsx";
import { SwitchSetting } from "./switch-setting.tsx";
import { ToolSettings } from "./tool-settings.tsx";

export interface SettingsProps {
  readonly settings: Settings;
  readonly onChange: (change: { readonly [Name in keyof Settings]?: Settings[Name] | undefined }) => void;
}

/** Everything of a request but the conversation. */
export function SettingsPanel({ settings, onChange }: SettingsProps) {
  const model = useServedModel(settings.model);
  const responses = settings.api === "responses";
  const ignored = useMemo(() => (responses ? ignoredByResponses(settings) : []), [responses, settings]);
  return (
    <div>
      <div className="grid gap-4 px-4 py-3">
        <ModelPicker
          value={settings.model}
          onChange={(chosen) => onChange({ model: chosen })}
          className="w-full"
        />
        <div className="grid gap-1.5">
          <Tabs value={settings.api} onValueChange={(api) => onChange({ api: api as ApiKind })}>
            <TabsList className="w-full" aria-label="API">
              <TabsTrigger value="chat" aria-controls={undefined} className="grow">
                Chat Completions
              </TabsTrigger>
              <TabsTrigger value="responses" aria-controls={undefined} className="grow">
                Responses
              </TabsTrigger>
            </TabsList>
          </Tabs>
          {ignored.length > 0 && (
            <p className="text-xs text-warning" role="status">
              The Responses API has no parameter for: {ignored.join(", ")}. Not sent.
            </p>
          )}
        </div>
      </div>
      <Section title="Parameters" open>
        <NumberSetting
          label="Temperature"
          value={settings.temperature}
          fallback={1}
          minimum={0}
          maximum={2}
          step={0.01}
          onChange={(temperature) => onChange({ temperature })}
        />
        <NumberSetting
          label="Top P"
          value={settings.topP}
          fallback={1}
          minimum={0}
          maximum={1}
          step={0.01}
          onChange={(topP) => onChange({ topP })}
        />
        <NumberSetting
          label="Longest answer"
          value={settings.maximumTokens}
          fallbackText={model ? formatShort(model.max_output_tokens) : "tokens"}
          // The Responses API takes no fewer.
          minimum={responses ? 16 : 1}
          maximum={model?.max_output_tokens ?? 32_768}
          step={1}
          slider={false}
          onChange={(tokens) =>
            onChange({ maximumTokens: tokens === undefined ? undefined : Math.round(tokens) })
          }
        />
        {!responses && <StopSetting value={settings.stop} onChange={(stop) => onChange({ stop })} />}
        <SwitchSetting
          label="Log probabilities"
          hint="Point at a token of the answer to see what else was likely."
          checked={settings.logProbabilities}
          onChange={(logProbabilities) => onChange({ logProbabilities })}
        />
        <SwitchSetting
          label="Store"
          hint="Keeps the answer on this server."
          checked={settings.store}
          onChange={(store) => onChange({ store })}
        />
      </Section>
      <FormatSettings settings={settings} onChange={onChange} />
      <ToolSettings settings={settings} onChange={onChange} />
      {!responses && <PredictionSettings settings={settings} onChange={onChange} />}
      <AdvancedSettings settings={settings} onChange={onChange} />
      <Section title="Message above the conversation">
        <Field label="Role" hint="Developer is the newer name; both are followed alike here.">
          {(control) => (
            <Select
              {...control}
              value={settings.instructionsRole}
              onChange={(event) =>
                onChange({ instructionsRole: event.target.value as "system" | "developer" })
              }
            >
              <option value="system">system</option>
              <option value="developer">developer</option>
            </Select>
          )}
        </Field>
      </Section>
    </div>
  );
}
