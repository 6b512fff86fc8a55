import { X } from "lucide-react";
import { useState } from "react";
import { Badge } from "../components/ui/badge.tsx";
import { Field } from "../components/ui/field.tsx";
import { Input } from "../components/ui/input.tsx";

const MAXIMUM = 4;

export interface StopSettingProps {
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
}

/** Up to four texts that end an answer. */
export function StopSetting({ value, onChange }: StopSettingProps) {
  const [draft, setDraft] = useState("");
  const add = () => {
    const text = draft.replaceAll("\\n", "\n");
    if (text === "" || value.includes(text) || value.length >= MAXIMUM) return;
    onChange([...value, text]);
    setDraft("");
  };
  return (
    <div className="grid gap-1.5">
      <Field label="Stop sequences">
        {(control) => (
          <Input
            {...control}
            className="h-8 font-mono text-xs"
            placeholder={value.length < MAXIMUM ? "Type one, press Enter" : "Four at most"}
            disabled={value.length >= MAXIMUM}
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
            onBlur={add}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.metaKey || event.ctrlKey) return;
              event.preventDefault();
              add();
            }}
          />
        )}
      </Field>
      {value.length > 0 && (
        <ul className="flex flex-wrap gap-1">
          {value.map((text) => (
            <li key={text}>
              <Badge className="font-mono">
                {JSON.stringify(text).slice(1, -1)}
                <button
                  type="button"
                  aria-label={`Remove the stop sequence ${text}`}
                  onClick={() => onChange(value.filter((each) => each !== text))}
                >
                  <X aria-hidden />
                </button>
              </Badge>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
