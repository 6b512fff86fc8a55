import { useId } from "react";

export interface SparklineProps {
  readonly label: string;
  readonly values: readonly number[];
  /** How many values the width holds. */
  readonly capacity: number;
  /** A CSS colour. */
  readonly color: string;
}

const WIDTH = 240;
const HEIGHT = 48;

/** How a number went lately. The number itself stands beside it. */
export function Sparkline({ label, values, capacity, color }: SparklineProps) {
  const gradient = useId();
  const most = Math.max(1e-9, ...values);
  const step = WIDTH / Math.max(1, capacity - 1);
  const from = WIDTH - (values.length - 1) * step;
  const points = values.map(
    (value, index) =>
      `${(from + index * step).toFixed(1)},${(HEIGHT - 2 - (value / most) * (HEIGHT - 6)).toFixed(1)}`,
  );
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-12 w-full"
    >
      <linearGradient id={gradient} x1="0" y1="0" x2="0" y2="1">
        <stop offset="0" stopColor={color} stopOpacity="0.28" />
        <stop offset="1" stopColor={color} stopOpacity="0" />
      </linearGradient>
      <line
        x1="0"
        x2={WIDTH}
        y1={HEIGHT - 1}
        y2={HEIGHT - 1}
        stroke="var(--border)"
        vectorEffect="non-scaling-stroke"
      />
      {points.length > 1 && (
        <>
          <polygon
            points={`${from},${HEIGHT} ${points.join(" ")} ${WIDTH},${HEIGHT}`}
            fill={`url(#${gradient})`}
          />
          <polyline
            points={points.join(" ")}
            fill="none"
            stroke={color}
            strokeWidth="1.5"
            vectorEffect="non-scaling-stroke"
          />
        </>
      )}
    </svg>
  );
}
