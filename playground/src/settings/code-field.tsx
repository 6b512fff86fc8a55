import { WandSparkles } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { Button } from "../components/ui/button.tsx";
import { Field } from "../components/ui/field.tsx";
import { Textarea } from "../components/ui/textarea.tsx";
import { jsonValue } from "../conversation/chat-request.ts";

export interface CodeFieldProps {
  readonly label: string;
  readonly value: string;
  readonly error?: string | undefined;
  readonly hint?: ReactNode;
  readonly placeholder?: string;
  /** Filled in at a click where the field is empty. */
  readonly example?: string;
  readonly onChange: (value: string) => void;
}

/** A field for JSON, checked as it is typed. */
export function CodeField({ label, value, error, hint, placeholder, example, onChange }: CodeFieldProps) {
  const parsed = jsonValue(value);
  return (
    <div className="grid gap-1.5">
      <Field label={label} hint={hint} error={error}>
        {(control) => (
          <Textarea
            {...control}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            className="max-h-80 min-h-24 font-mono text-xs leading-relaxed"
            placeholder={placeholder}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={(event) => indent(event, onChange)}
          />
        )}
      </Field>
      <div className="flex gap-1.5">
        {example !== undefined && value.trim() === "" && (
          <Button variant="outline" size="tiny" onClick={() => onChange(example)}>
            <WandSparkles /> Fill in an example
          </Button>
        )}
        {parsed !== undefined && JSON.stringify(parsed, undefined, 2) !== value && (
          <Button
            variant="outline"
            size="tiny"
            onClick={() => onChange(JSON.stringify(parsed, undefined, 2))}
          >
            Format
          </Button>
        )}
      </div>
    </div>
  );
}

/** A new line begins where the one before did. Tab stays the key that leaves the field. */
function indent(event: KeyboardEvent<HTMLTextAreaElement>, onChange: (value: string) => void): void {
  if (event.key !== "Enter" || event.metaKey || event.ctrlKey || event.nativeEvent.isComposing) return;
  const { currentTarget: field } = event;
  const before = field.value.slice(0, field.selectionStart);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const margin = /^[ \t]*/.exec(line)?.[0] ?? "";
  const deeper = /[[{]$/.test(line.trimEnd()) ? "  " : "";
  if (margin + deeper === "") return;
  event.preventDefault();
  field.setRangeText(`\n${margin}${deeper}`, field.selectionStart, field.selectionEnd, "end");
  onChange(field.value);
}
