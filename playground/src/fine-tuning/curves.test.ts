import { describe, expect, it } from "vitest";
import { curvesOf } from "./curves.ts";
import type { JobEvent, Metrics } from "./job.ts";

const event = (data: Metrics, id = String(data.step)): JobEvent => ({
  id,
  created_at: 0,
  level: "info",
  message: "",
  type: data.step === undefined ? "message" : "metrics",
  data,
});

describe("the curves of a job", () => {
  it("follow its steps from the first to the last, whatever else it has told", () => {
    const curves = curvesOf([
      event({}, "done"),
      event({ step: 2, total_steps: 2, train_loss: 1, full_valid_loss: 3 }, "validated"),
      event({ step: 2, total_steps: 2, train_loss: 1, train_mean_token_accuracy: 0.5 }),
      event({ step: 1, total_steps: 2, train_loss: 2, train_mean_token_accuracy: 0.25 }),
    ]);
    expect(curves.loss).toEqual([
      { at: 1, values: { training: 2 } },
      { at: 2, values: { training: 1, validation: 3 } },
    ]);
    expect(curves.accuracy.map(({ values }) => values.training)).toEqual([0.25, 0.5]);
    expect(curves.last).toMatchObject({ step: 2, full_valid_loss: 3, train_mean_token_accuracy: 0.5 });
  });

  it("average neighbours where there are more steps than a chart has room for", () => {
    const steps = Array.from({ length: 1_000 }, (_, index) =>
      event({ step: index + 1, train_loss: index % 2 }),
    );
    const { loss } = curvesOf(steps.toReversed());
    expect(loss.length).toBe(250);
    expect(new Set(loss.map(({ values }) => values.training))).toEqual(new Set([0.5]));
    expect(loss.at(-1)?.at).toBe(1_000);
  });

  it("are empty before the first step", () => {
    expect(curvesOf([event({}, "created")])).toEqual({ loss: [], accuracy: [], last: {} });
  });
});
