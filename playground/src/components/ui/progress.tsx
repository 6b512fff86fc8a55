import { Progress as Primitive } from "radix-ui";
import { classNames } from "../../class-names.ts";

export interface ProgressProps {
  readonly label: string;
  /** From 0 to 1; undefined while nobody can say. */
  readonly value: number | undefined;
  readonly className?: string;
}

export function Progress({ label, value, className }: ProgressProps) {
  return (
    <Primitive.Root
      aria-label={label}
      value={value === undefined ? null : Math.round(value * 100)}
      className={classNames("h-1.5 w-full overflow-hidden rounded-full bg-secondary", className)}
    >
      <Primitive.Indicator
        className={classNames(
          "h-full rounded-full bg-primary transition-[width]",
          value === undefined && "w-1/3 animate-pulse",
        )}
        style={value === undefined ? undefined : { width: `${Math.min(1, value) * 100}%` }}
      />
    </Primitive.Root>
  );
}
