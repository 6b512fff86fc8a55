import { classNames } from "../class-names.ts";
import { formatShare } from "./format.ts";

export interface MeterPart {
  readonly label: string;
  readonly value: number;
  /** A background colour class. */
  readonly color: string;
}

export interface MeterProps {
  readonly label: string;
  readonly total: number;
  readonly parts: readonly MeterPart[];
  readonly format: (value: number) => string;
}

/** What a whole is made of, with a legend that says it in words and numbers. */
export function Meter({ label, total, parts, format }: MeterProps) {
  const used = parts.reduce((sum, { value }) => sum + value, 0);
  return (
    <div className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-2 text-[0.8125rem]">
        <span className="font-medium">{label}</span>
        <span className="text-muted-foreground tabular-nums">
          {format(used)} of {format(total)} · {formatShare(used, total)}
        </span>
      </div>
      <div aria-hidden className="flex h-2 overflow-hidden rounded-full bg-secondary">
        {parts.map((part) => (
          <span
            key={part.label}
            className={classNames("h-full transition-[width]", part.color)}
            style={{ width: `${total === 0 ? 0 : (100 * part.value) / total}%` }}
          />
        ))}
      </div>
      {parts.length > 1 && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted-foreground">
          {parts.map((part) => (
            <li key={part.label} className="flex items-center gap-1.5 tabular-nums">
              <span aria-hidden className={classNames("size-2 rounded-full", part.color)} />
              {part.label} {format(part.value)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
