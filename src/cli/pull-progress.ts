import { type Bar, Presets, SingleBar } from "cli-progress";
import { formatBytes } from "../config/index.ts";
import type { PullEvent } from "../weights/index.ts";

/** What a long operation looks like to whoever watches it. */
export interface PullProgress {
  report(event: PullEvent): void;
  /** Call when the operation has ended, however it ended. */
  end(): void;
}

const TITLES = {
  download: "Downloading",
  unpack: "Unpacking",
  verify: "Checking",
  requantize: "Converting",
} as const;

/** A bar where the output is a terminal, else a line now and then. */
export function showPullProgress(output: NodeJS.WriteStream): PullProgress {
  return output.isTTY ? new BarProgress(output) : new LineProgress(output);
}

class BarProgress implements PullProgress {
  readonly #output: NodeJS.WriteStream;
  #bar: (Bar & SingleBar) | undefined;
  #title = "";

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  report(event: PullEvent): void {
    if (event.type !== "progress") {
      this.end();
      this.#output.write(`${sentence(event)}\n`);
      return;
    }
    const title = titleOf(event);
    if (title !== this.#title) this.#begin(title, event.totalBytes ?? event.doneBytes);
    if (event.totalBytes !== undefined) this.#bar?.setTotal(event.totalBytes);
    this.#bar?.update(event.doneBytes);
    if (event.doneBytes === event.totalBytes) this.end();
  }

  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
    this.#title = "";
  }

  #begin(title: string, total: number): void {
    this.end();
    this.#title = title;
    this.#bar = new SingleBar(
      {
        stream: this.#output,
        format: `${title} {bar} {percentage} % of {total}, {eta_formatted} left`,
        formatValue: (value, _options, type) => (type === "total" ? formatBytes(value) : String(value)),
        hideCursor: true,
      },
      Presets.shades_classic,
    ) as Bar & SingleBar;
    this.#bar.start(Math.max(1, total), 0);
  }
}

/** Tenths, so that a log holds ten lines an operation. */
class LineProgress implements PullProgress {
  readonly #output: NodeJS.WriteStream;
  #title = "";
  #tenth = -1;

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  report(event: PullEvent): void {
    if (event.type !== "progress") {
      this.#output.write(`${sentence(event)}\n`);
      return;
    }
    const title = titleOf(event);
    const tenth = event.totalBytes ? Math.floor((10 * event.doneBytes) / event.totalBytes) : 0;
    if (title === this.#title && tenth <= this.#tenth) return;
    this.#title = title;
    this.#tenth = tenth;
    const total = event.totalBytes === undefined ? "" : ` of ${formatBytes(event.totalBytes)}`;
    this.#output.write(`${title}: ${tenth * 10} %${total}\n`);
  }

  end(): void {}
}

function titleOf(event: Extract<PullEvent, { type: "progress" }>): string {
  return `${TITLES[event.step]} ${event.subject}`;
}

function sentence(event: Exclude<PullEvent, { type: "progress" }>): string {
  switch (event.type) {
    case "waiting":
      return `Another process${event.pid === undefined ? "" : ` (${event.pid})`} pulls the same weights; waiting for it.`;
    case "resolving":
      return `Looking up ${event.source}.`;
    case "retrying":
      return `${event.problem}; going on in ${Math.ceil(event.delayMilliseconds / 1000)} s.`;
    case "damaged":
      return `Found damage: ${event.problem}. It is made anew.`;
  }
}
