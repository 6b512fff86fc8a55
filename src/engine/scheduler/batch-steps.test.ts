import { describe, expect, it } from "vitest";
import { BatchSteps } from "./batch-steps.ts";

describe("steps of batch work", () => {
  it("are long until one is ended, then short, and grow with each that nobody disturbs", () => {
    const steps = new BatchSteps({ shortMilliseconds: 300, longMilliseconds: 2000 });
    expect(steps).toMatchObject({ milliseconds: 2000, interruptible: true });
    steps.interrupted();
    expect(steps).toMatchObject({ milliseconds: 300, interruptible: false });
    const lengths = Array.from({ length: 4 }, () => {
      steps.finished();
      return steps.milliseconds;
    });
    expect(lengths).toEqual([600, 1200, 2000, 2000]);
    expect(steps.interruptible).toBe(true);
  });

  it("are never ended where that cannot be", () => {
    const steps = new BatchSteps({ shortMilliseconds: 300, longMilliseconds: 300 });
    steps.finished();
    expect(steps).toMatchObject({ milliseconds: 300, interruptible: false });
  });
});
