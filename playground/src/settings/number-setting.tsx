import { RotateCcw } from "lucide-react";
import { useId } from "react";
import { Button } from "../components/ui/button.tsx";
import { Input } from "../components/ui/input.tsx";
import { Slider } from "../components/ui/slider.tsx";

export interface NumberSettingProps {
  readonly label: string;
  readonly value: number | undefined;
  /** What holds while the parameter is not sent; undefined where that is no number. */
  readonly fallback?: number;
  /** Says what holds then. */
  readonly fallbackText?: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  /** Without a slider where the range is too wide for one. */
  readonly slider?: boolean;
  readonly disabled?: boolean;
  readonly onChange: (value: number | undefined) => void;
}

/** A number that is sent only once it was set. */
export function NumberSetting(props: NumberSettingProps) {
  const { label, value, fallback, fallbackText, minimum, maximum, step, slider = true, disabled } = props;
  const id = useId();
  const take = (text: string) => {
    if (text.trim() === "") return props.onChange(undefined);
    const number = Number(text);
    if (Number.isFinite(number)) props.onChange(Math.min(maximum, Math.max(minimum, number)));
  };
  return (
    <div className="grid gap-1">
      <div className="flex h-7 items-center gap-1">
        <label htmlFor={id} className="grow text-[0.8125rem] font-medium">
          {label}
        </label>
        {value !== undefined && (
          <Button
            variant="ghost"
            size="icon-tiny"
            aria-label={`Reset ${label}`}
            title="Back to the default"
            onClick={() => props.onChange(undefined)}
          >
            <RotateCcw />
          </Button>
        )}
        <Input
          id={id}
          type="number"
          inputMode="decimal"
          className="h-7 w-24 px-2 text-right text-[0.8125rem] tabular-nums"
          min={minimum}
          max={maximum}
          step={step}
          disabled={disabled}
          value={value ?? ""}
          placeholder={fallbackText ?? String(fallback ?? "default")}
          onChange={(event) => take(event.target.value)}
        />
      </div>
      {slider && !disabled && (
        <Slider
          label={`${label} slider`}
          value={value ?? fallback ?? minimum}
          minimum={minimum}
          maximum={maximum}
          step={step}
          onChange={props.onChange}
        />
      )}
    </div>
  );
}
