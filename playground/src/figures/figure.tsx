import type { ReactNode } from "react";
import { classNames } from "../class-names.ts";

export interface FigureProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly className?: string;
}

/** One number that is looked at often. */
export function Figure({ label, value, note, className }: FigureProps) {
  return (
    <div className={classNames("min-w-0 rounded-xl border bg-card p-3.5 shadow-xs", className)}>
      <dt className="truncate text-xs text-muted-foreground">{label}</dt>
      <dd className="mt-0.5 truncate text-xl font-semibold tracking-tight tabular-nums">{value}</dd>
      {note && <dd className="mt-0.5 text-xs text-muted-foreground tabular-nums">{note}</dd>}
    </div>
  );
}

export function Figures({ children }: { readonly children: ReactNode }) {
  return <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">{children}</dl>;
}
