import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { ChartData } from "./usage-sums.ts";

const COLORS = ["var(--chart-1)", "var(--chart-2)", "var(--chart-3)", "var(--chart-4)", "var(--chart-5)"];

const day = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC" });

export interface StackedChartProps {
  readonly label: string;
  readonly data: ChartData;
  readonly format: (value: number) => string;
}

/** One bar a day, one colour a series. The table below it says the same to those who do not see it. */
export default function StackedChart({ label, data, format }: StackedChartProps) {
  const { rows, series } = data;
  const points = rows.map(({ start, values }) => ({ ...values, day: day.format(start * 1000) }));
  return (
    <figure className="relative grid gap-3">
      <div aria-hidden className="h-64 w-full text-xs">
        <ResponsiveContainer>
          <BarChart
            data={points}
            margin={{ top: 4, right: 4, bottom: 0, left: 0 }}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--border)" />
            <XAxis
              dataKey="day"
              tickLine={false}
              axisLine={false}
              minTickGap={24}
              tick={{ fill: "var(--muted-foreground)" }}
            />
            <YAxis
              width={56}
              tickLine={false}
              axisLine={false}
              tickFormatter={format}
              tick={{ fill: "var(--muted-foreground)" }}
            />
            <Tooltip
              cursor={{ fill: "var(--accent)" }}
              formatter={(value) => format(Number(value))}
              contentStyle={{
                background: "var(--popover)",
                border: "1px solid var(--border)",
                borderRadius: "0.5rem",
                color: "var(--popover-foreground)",
              }}
            />
            {series.map((name, index) => (
              <Bar
                key={name}
                dataKey={name}
                name={name}
                stackId="all"
                fill={COLORS[index % COLORS.length]}
                maxBarSize={48}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted-foreground">
        <span className="sr-only">{label}</span>
        {series.map((name, index) => (
          <span key={name} className="flex items-center gap-1.5">
            <span
              aria-hidden
              className="size-2 rounded-full"
              style={{ background: COLORS[index % COLORS.length] }}
            />
            {name}
          </span>
        ))}
      </figcaption>
      <div className="sr-only">
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              {series.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ start, values }) => (
              <tr key={start}>
                <th scope="row">{day.format(start * 1000)}</th>
                {series.map((name) => (
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
