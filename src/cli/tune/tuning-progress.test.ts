import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import type { TuningEvent, TuningJob } from "./tuning-job.ts";
import { showTuningProgress } from "./tuning-progress.ts";

const job: TuningJob = {
  id: "ftjob-1",
  status: "running",
  fine_tuned_model: null,
  trained_tokens: null,
  estimated_finish: null,
  error: null,
};

const message = (text: string): TuningEvent => ({ id: text, type: "message", message: text, data: {} });
const step = (at: number, loss: number): TuningEvent => ({
  id: `step-${at}`,
  type: "metrics",
  message: `Step ${at}/40: training loss=${loss}`,
  data: { step: at, total_steps: 40, train_loss: loss },
});

function terminal(isTTY: boolean, columns: number) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns });
  const taken = () => String(stream.read() ?? "");
  return { output: stream as unknown as NodeJS.WriteStream, taken };
}

describe("showTuningProgress", () => {
  it("draws the curve over a bar, and again over itself, below what the job says", () => {
    const { output, taken } = terminal(true, 60);
    const progress = showTuningProgress(output);
    progress.report(job, [message("Validating")]);
    expect(taken()).toMatch(/Validating\n$/);
    progress.report(job, [step(1, 3), step(2, 2.5)]);
    const first = taken();
    expect(first.split("\n")).toHaveLength(8);
    expect(first).toContain("3.00 ┤");
    expect(first).toContain("step 2 of 40, loss 2.500");
    progress.report({ ...job, estimated_finish: Date.now() / 1000 + 90 }, [message("Epoch 1"), step(3, 1)]);
    const second = taken();
    // Seven lines up, and everything from there on is drawn anew.
    expect(second.startsWith("\u001b[7A\u001b[0J")).toBe(true);
    expect(second).toContain("Epoch 1\n");
    expect(second).toContain("1.00 ┤");
  });

  it("keeps its lines within the terminal", () => {
    const { output, taken } = terminal(true, 24);
    showTuningProgress(output).report(job, [step(1, 3), step(20, 2.5)]);
    const lines = taken().split("\n").slice(1);
    expect(lines.length).toBe(7);
    for (const line of lines) expect(line.length).toBeLessThan(24);
  });

  it("writes a line for each event where there is no terminal", () => {
    const { output, taken } = terminal(false, 80);
    showTuningProgress(output).report(job, [message("Validating"), step(1, 3), step(2, 2)]);
    expect(taken()).toBe(
      "Validating\nStep 1/40: training loss=3\nStep 2/40: training loss=2, unknown time left\n",
    );
  });
});
