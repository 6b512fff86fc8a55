import { type ReactNode, useId } from "react";
import { Switch } from "../components/ui/switch.tsx";

export interface SwitchSettingProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function SwitchSetting({ label, hint, checked, disabled, onChange }: SwitchSettingProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <div className="grow">
        <label htmlFor={id} className="text-[0.8125rem] font-medium">
          {label}
        </label>
        {hint && <p className="text-xs text-muted-foreground">{hint}</p>}
      </div>
      <Switch id={id} checked={checked} disabled={disabled} onCheckedChange={onChange} />
    </div>
  );
}
