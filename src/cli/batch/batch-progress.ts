import { Presets, SingleBar } from "cli-progress";
import type { Batch } from "./batch-api.ts";

type CountedRequests = Pick<Batch, "status" | "request_counts">;

/** What waiting for many requests looks like. */
export interface BatchProgress {
  report(batch: CountedRequests): void;
  /** Call when the waiting is over, however. */
  end(): void;
}

/** A bar where the output is a terminal, else a line now and then. */
export function showBatchProgress(output: NodeJS.WriteStream): BatchProgress {
  return output.isTTY ? new BarProgress(output) : new LineProgress(output);
}

/** Shows the cursor, and wraps lines: what a bar takes from a terminal. */
const GIVE_BACK = "\u001b[?25h\u001b[?7h";

class BarProgress implements BatchProgress {
  readonly #bar: SingleBar;
  readonly #giveBack: () => void;
  #started = false;

  constructor(output: NodeJS.WriteStream) {
    const format = "{status} {bar} {value} of {total} requests, {failed} failed, {eta_formatted} left";
    this.#bar = new SingleBar({ stream: output, format, hideCursor: true }, Presets.shades_classic);
    this.#giveBack = () => output.write(GIVE_BACK);
  }

  report({ status, request_counts: { total, completed, failed } }: CountedRequests): void {
    const payload = { status, failed };
    if (!this.#started) {
      this.#bar.start(Math.max(1, total), 0, payload);
      // Ctrl-C ends the process while the bar is shown.
      process.once("exit", this.#giveBack);
    }
    this.#started = true;
    this.#bar.setTotal(Math.max(1, total));
    this.#bar.update(completed + failed, payload);
  }

  end(): void {
    this.#bar.stop();
    process.off("exit", this.#giveBack);
  }
}

/** At every change of status and every tenth, so that a log stays short. */
class LineProgress implements BatchProgress {
  readonly #output: NodeJS.WriteStream;
  #last = "";

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  report({ status, request_counts: { total, completed, failed } }: CountedRequests): void {
    const tenth = total === 0 ? 0 : Math.floor((10 * (completed + failed)) / total);
    if (this.#last === `${status} ${tenth}`) return;
    this.#last = `${status} ${tenth}`;
    this.#output.write(`${status}: ${completed + failed} of ${total} requests, ${failed} failed\n`);
  }

  end(): void {}
}
