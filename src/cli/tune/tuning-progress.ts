import { Presets, SingleBar } from "cli-progress";
import type { TuningEvent, TuningJob } from "./tuning-job.ts";

/** What watching a job looks like. */
export interface TuningProgress {
  /** `events`: those since the last time, the oldest first. */
  report(job: TuningJob, events: readonly TuningEvent[]): void;
  /** Call when the watching is over, however. */
  end(): void;
}

/** A bar where the output is a terminal, else a line for each event. */
export function showTuningProgress(output: NodeJS.WriteStream): TuningProgress {
  return output.isTTY ? new BarProgress(output) : new LineProgress(output);
}

class BarProgress implements TuningProgress {
  readonly #output: NodeJS.WriteStream;
  readonly #bar: SingleBar;
  #started = false;

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
    const format = "{status} {bar} step {value} of {total}, loss {loss}, {left} left";
    this.#bar = new SingleBar({ stream: output, format, hideCursor: true }, Presets.shades_classic);
  }

  report(job: TuningJob, events: readonly TuningEvent[]): void {
    if (!this.#started) {
      for (const { type, message } of events) if (type === "message") this.#output.write(`${message}\n`);
    }
    const last = events.findLast(({ data }) => data.train_loss !== undefined)?.data;
    const payload = {
      status: job.status,
      left: timeLeft(job),
      ...(last?.train_loss !== undefined && { loss: last.train_loss.toFixed(3) }),
    };
    if (!this.#started) {
      if (last?.total_steps === undefined) return;
      this.#bar.start(last.total_steps, 0, payload);
      this.#started = true;
    }
    if (last?.step !== undefined) this.#bar.update(last.step, payload);
    else this.#bar.update(payload);
  }

  end(): void {
    this.#bar.stop();
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
