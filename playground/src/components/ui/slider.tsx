import { Slider as Primitive } from "radix-ui";
import { classNames } from "../../class-names.ts";

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
  readonly className?: string;
}

export function Slider({ label, value, minimum, maximum, step, onChange, className }: SliderProps) {
  return (
    <Primitive.Root
      className={classNames("relative flex h-5 w-full touch-none items-center select-none", className)}
      value={[value]}
      min={minimum}
      max={maximum}
      step={step}
      onValueChange={([next]) => next !== undefined && onChange(next)}
    >
      <Primitive.Track className="relative h-1 grow rounded-full bg-input">
        <Primitive.Range className="absolute h-full rounded-full bg-primary" />
      </Primitive.Track>
      <Primitive.Thumb
        aria-label={label}
        className="block size-4 rounded-full border border-primary bg-background shadow-sm"
      />
    </Primitive.Root>
  );
}
