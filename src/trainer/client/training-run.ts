import type { MessageToTrainer } from "../process/messages.ts";
import { isTerminal, type TrainingEvent } from "../process/training-event.ts";
import type { TrainingJob } from "../process/training-job.ts";
import { forkTrainerChild, type StartTrainerChild, type TrainerChild } from "./trainer-child.ts";

export interface TrainingRunOptions {
  readonly startChild?: StartTrainerChild;
  /** Told of every process that ended unasked. */
  readonly onCrash?: (reason: string) => void;
}

/** Deaths of the process without a step in between, after which the job is given up. */
const MOST_CRASHES = 5;
/** What a process has to end by itself when it is told to. */
const END_MILLISECONDS = 10_000;

/**
 * One job in a process of its own. Where the process dies, a new one goes on from the last saved state.
 * Iterate the run for its events; they end with exactly one terminal event.
 */
export class TrainingRun implements AsyncIterable<TrainingEvent> {
  readonly #job: TrainingJob;
  readonly #options: TrainingRunOptions;
  readonly #events: TrainingEvent[] = [];
  #child: TrainerChild;
  #paused = false;
  #busy = false;
  #state: "running" | "ending" | "over" = "running";
  #ending: "cancelled" | "suspended" = "cancelled";
  #crashes = 0;
  #wake: () => void = () => {};

  constructor(job: TrainingJob, options: TrainingRunOptions = {}) {
    this.#job = job;
    this.#options = options;
    this.#child = this.#start();
  }

  /** The training process at this moment. */
  get processId(): number | undefined {
    return this.#child.pid;
  }

  /** Stops computing within some tenths of a second; memory stays taken. */
  pause(): void {
    this.#paused = true;
    this.#send({ kind: "pause" });
  }

  resume(): void {
    this.#paused = false;
    this.#send({ kind: "resume" });
  }

  /** Leaves the cores to serving for as long as it is busy. */
  yieldTo(busy: boolean): void {
    if (busy === this.#busy) return;
    this.#busy = busy;
    this.#send({ kind: "yield", busy });
  }

  /** Ends the job for good. What it has saved stays in its folder. */
  cancel(): void {
    this.#end("cancel", "cancelled");
  }

  /** Saves where the job stands and ends the process: started again, the job goes on from there. */
  suspend(): void {
    this.#end("suspend", "suspended");
  }

  /** Ends the process at once, not the job: started again, it goes on from what it last saved. */
  stop(): void {
    if (this.#state === "over") return;
    this.#state = "over";
    this.#child.kill();
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TrainingEvent> {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) {
        yield event;
        if (isTerminal(event)) return;
        continue;
      }
      if (this.#state === "over") return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #end(kind: "cancel" | "suspend", ending: "cancelled" | "suspended"): void {
    if (this.#state !== "running") return;
    this.#state = "ending";
    this.#ending = ending;
    this.#child.send({ kind });
    setTimeout(() => this.#state !== "over" && this.#child.kill(), END_MILLISECONDS).unref();
  }

  #start(): TrainerChild {
    const child = (this.#options.startChild ?? forkTrainerChild)({
      onMessage: ({ event }) => this.#receive(event),
      onExit: (reason) => this.#exited(reason),
    });
    child.send({ kind: "start", job: this.#job });
    if (this.#paused) child.send({ kind: "pause" });
    if (this.#busy) child.send({ kind: "yield", busy: true });
    return child;
  }

  #send(message: MessageToTrainer): void {
    if (this.#state !== "over") this.#child.send(message);
  }

  #receive(event: TrainingEvent): void {
    if (this.#state === "over") return;
    if (event.type === "step") this.#crashes = 0;
    this.#events.push(event);
    if (isTerminal(event)) this.#state = "over";
    this.#wake();
  }

  #exited(reason: string): void {
    if (this.#state === "over") return;
    if (this.#state === "ending") {
      this.#receive({ type: this.#ending });
      return;
    }
    this.#options.onCrash?.(reason);
    if (++this.#crashes >= MOST_CRASHES) {
      const message = "The training process ended unexpectedly, again and again.";
      this.#receive({ type: "failed", error: { code: "crashed", message } });
      return;
    }
    this.#child = this.#start();
  }
}
