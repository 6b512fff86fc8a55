import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { ChartFrame, tooltipLooks } from "../figures/chart-frame.tsx";
import type { ChartData } from "./usage-sums.ts";

const COLORS = ["var(--chart-1)", "var(--chart-2)", "var(--chart-3)", "var(--chart-4)", "var(--chart-5)"];

const day = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC" });

export interface StackedChartProps {
  readonly label: string;
  readonly data: ChartData;
  readonly format: (value: number) => string;
}

/** One bar a day, one colour a series. */
export default function StackedChart({ label, data, format }: StackedChartProps) {
  const rows = data.rows.map(({ start, values }) => ({ head: day.format(start * 1000), values }));
  const series = data.series.map((name, index) => ({ name, color: COLORS[index % COLORS.length]! }));
  return (
    <ChartFrame label={label} axis="Day" series={series} rows={rows}>
      <ResponsiveContainer>
        <BarChart
          data={rows.map(({ head, values }) => ({ ...values, day: head }))}
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
            contentStyle={tooltipLooks}
          />
          {series.map(({ name, color }) => (
            <Bar
              key={name}
              dataKey={name}
              name={name}
              stackId="all"
              fill={color}
              maxBarSize={48}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
