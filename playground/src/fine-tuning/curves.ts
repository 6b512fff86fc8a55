import type { JobEvent, Metrics } from "./job.ts";

/** Points that a chart draws at most: more are closer together than pixels. */
const MOST_POINTS = 300;

export interface CurvePoint {
  /** The step, or the last of those that were averaged. */
  readonly at: number;
  readonly values: { readonly training?: number; readonly validation?: number };
}

export interface Curves {
  readonly loss: readonly CurvePoint[];
  readonly accuracy: readonly CurvePoint[];
  readonly last: Metrics;
}

/** The curves that a job's events draw. `events`: the newest first. */
export function curvesOf(events: readonly JobEvent[]): Curves {
  const steps = new Map<number, Metrics>();
  let last: Metrics = {};
  for (const { data } of events.toReversed()) {
    if (data.step === undefined) continue;
    // An epoch's last step is told of twice, the second time with what validation says.
    steps.set(data.step, { ...steps.get(data.step), ...data });
    last = { ...last, ...data };
  }
  const metrics = [...steps.values()].toSorted((one, other) => (one.step ?? 0) - (other.step ?? 0));
  return {
    loss: sampled(metrics, ({ train_loss, full_valid_loss }) => [train_loss, full_valid_loss]),
    accuracy: sampled(metrics, (step) => [
      step.train_mean_token_accuracy,
      step.full_valid_mean_token_accuracy,
    ]),
    last,
  };
}

function sampled(
  metrics: readonly Metrics[],
  read: (metrics: Metrics) => readonly [number | undefined, number | undefined],
): CurvePoint[] {
  const size = Math.ceil(metrics.length / MOST_POINTS);
  const points: CurvePoint[] = [];
  for (let start = 0; start < metrics.length; start += size) {
    const some = metrics.slice(start, start + size);
    const training = mean(some.map((one) => read(one)[0]));
    const validation = mean(some.map((one) => read(one)[1]));
    points.push({
      at: some.at(-1)?.step ?? 0,
      values: {
        ...(training !== undefined && { training }),
        ...(validation !== undefined && { validation }),
      },
    });
  }
  return points;
}

function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return undefined;
  return Number((known.reduce((sum, value) => sum + value, 0) / known.length).toPrecision(6));
}
