import type { ReactNode } from "react";

export interface ChartSeries {
  readonly name: string;
  /** A CSS colour. */
  readonly color: string;
}

export interface ChartFrameProps {
  readonly label: string;
  /** Heads the first column of the table. */
  readonly axis: string;
  readonly series: readonly ChartSeries[];
  readonly rows: readonly {
    readonly head: string | number;
    readonly values: Readonly<Record<string, number | undefined>>;
  }[];
  /** A recharts chart. */
  readonly children: ReactNode;
}

/** What a tooltip of a chart looks like. */
export const tooltipLooks = {
  background: "var(--popover)",
  border: "1px solid var(--border)",
  borderRadius: "0.5rem",
  color: "var(--popover-foreground)",
};

/** A chart with its legend. The table below it says the same to those who do not see it. */
export function ChartFrame({ label, axis, series, rows, children }: ChartFrameProps) {
  return (
    <figure className="relative grid gap-3">
      <div aria-hidden className="h-64 w-full text-xs">
        {children}
      </div>
      <figcaption className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted-foreground">
        <span className="sr-only">{label}</span>
        {series.map(({ name, color }) => (
          <span key={name} className="flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-full" style={{ background: color }} />
            {name}
          </span>
        ))}
      </figcaption>
      <div className="sr-only">
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <th scope="col">{axis}</th>
              {series.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ head, values }) => (
              <tr key={head}>
                <th scope="row">{head}</th>
                {series.map(({ name }) => (
                  <td key={name}>{values[name]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
