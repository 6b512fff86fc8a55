import { clearScreenDown, moveCursor } from "node:readline";
import { type LossPoint, plotLoss } from "./loss-plot.ts";
import type { TuningEvent, TuningJob } from "./tuning-job.ts";

/** What watching a job looks like. */
export interface TuningProgress {
  /** `events`: those since the last time, the oldest first. */
  report(job: TuningJob, events: readonly TuningEvent[]): void;
  /** Call when the watching is over, however. */
  end(): void;
}

/** A curve of the loss over a bar where the output is a terminal, else a line for each event. */
export function showTuningProgress(output: NodeJS.WriteStream): TuningProgress {
  return output.isTTY ? new LiveProgress(output) : new LineProgress(output);
}

const BAR = 20;
const PLOT_HEIGHT = 6;
const WIDEST = 80;

/** Draws the same few lines anew with every report; what a job says stays above them. */
class LiveProgress implements TuningProgress {
  readonly #output: NodeJS.WriteStream;
  readonly #losses: LossPoint[] = [];
  #validation: number | undefined;
  #totalSteps = 0;
  #drawn = 0;

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  report(job: TuningJob, events: readonly TuningEvent[]): void {
    for (const { data } of events) this.#take(data);
    const said = events.filter(({ type }) => type === "message").map(({ message }) => message);
    const width = Math.min(WIDEST, (this.#output.columns || WIDEST) - 1);
    const live =
      this.#totalSteps === 0
        ? []
        : [...plotLoss(this.#losses, this.#totalSteps, { width, height: PLOT_HEIGHT }), this.#bar(job)];
    moveCursor(this.#output, 0, -this.#drawn);
    clearScreenDown(this.#output);
    // A live line that is broken in two would be one line more than is gone back over.
    this.#output.write([...said, ...live.map((line) => line.slice(0, width)), ""].join("\n"));
    this.#drawn = live.length;
  }

  /** What is drawn stays where it is. */
  end(): void {
    this.#drawn = 0;
  }

  #take({ step, total_steps: total, train_loss: loss, full_valid_loss: validation }: TuningEvent["data"]) {
    if (total !== undefined) this.#totalSteps = total;
    if (validation !== undefined) this.#validation = validation;
    if (step !== undefined && loss !== undefined) this.#losses.push({ step, loss });
  }

  #bar(job: TuningJob): string {
    const last = this.#losses.at(-1);
    const done = last?.step ?? 0;
    const full = Math.min(BAR, Math.round((BAR * done) / this.#totalSteps));
    const validation = this.#validation === undefined ? "" : ` (validation ${this.#validation.toFixed(3)})`;
    return [
      `${job.status} ${"█".repeat(full)}${"░".repeat(BAR - full)} step ${done} of ${this.#totalSteps}`,
      `loss ${last?.loss.toFixed(3) ?? "?"}${validation}`,
      `${timeLeft(job)} left`,
    ].join(", ");
  }
}

class LineProgress implements TuningProgress {
  readonly #output: NodeJS.WriteStream;

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  report(job: TuningJob, events: readonly TuningEvent[]): void {
    events.forEach(({ message, type }, index) => {
      const isLatest = type === "metrics" && index === events.length - 1;
      this.#output.write(`${message}${isLatest ? `, ${timeLeft(job)} left` : ""}\n`);
    });
  }

  end(): void {}
}

function timeLeft({ estimated_finish: finish }: TuningJob): string {
  if (finish === null) return "unknown time";
  const seconds = Math.max(0, Math.round(finish - Date.now() / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes}min` : `${Math.floor(minutes / 60)}h ${minutes % 60}min`;
}
