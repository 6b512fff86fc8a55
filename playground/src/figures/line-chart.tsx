import {
  CartesianGrid,
  Line,
  LineChart as Lines,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { ChartFrame, type ChartSeries, tooltipLooks } from "./chart-frame.tsx";

export interface LineChartProps {
  readonly label: string;
  /** What the horizontal axis counts. */
  readonly axis: string;
  readonly series: readonly ChartSeries[];
  readonly points: readonly {
    readonly at: number;
    readonly values: Readonly<Record<string, number | undefined>>;
  }[];
  readonly format: (value: number) => string;
  /** The vertical axis; by what the points need where it is left out. */
  readonly domain?: readonly [number, number];
}

/** A line a series over numbered steps. A series may have values at some of them only. */
export default function LineChart({ label, axis, series, points, format, domain }: LineChartProps) {
  const few = points.length <= 40;
  return (
    <ChartFrame
      label={label}
      axis={axis}
      series={series}
      rows={points.map(({ at, values }) => ({ head: at, values }))}
    >
      <ResponsiveContainer>
        <Lines
          data={points.map(({ at, values }) => ({ ...values, at }))}
          margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--border)" />
          <XAxis
            dataKey="at"
            type="number"
            domain={["dataMin", "dataMax"]}
            allowDecimals={false}
            tickLine={false}
            axisLine={false}
            minTickGap={24}
            tick={{ fill: "var(--muted-foreground)" }}
          />
          <YAxis
            width={48}
            domain={domain === undefined ? [0, "auto"] : [...domain]}
            tickLine={false}
            axisLine={false}
            tickFormatter={format}
            tick={{ fill: "var(--muted-foreground)" }}
          />
          <Tooltip
            cursor={{ stroke: "var(--border)" }}
            labelFormatter={(at) => `${axis} ${at}`}
            formatter={(value) => format(Number(value))}
            contentStyle={tooltipLooks}
          />
          {series.map(({ name, color }) => {
            const alone = points.filter(({ values }) => values[name] !== undefined).length < points.length;
            return (
              <Line
                key={name}
                dataKey={name}
                name={name}
                stroke={color}
                strokeWidth={2}
                dot={few || alone ? { r: 2.5, fill: color, strokeWidth: 0 } : false}
                connectNulls
                isAnimationActive={false}
              />
            );
          })}
        </Lines>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
