import { setPriority } from "node:os";
import { TrainingFileError } from "../data/read-training-file.ts";
import { TrainerError } from "../trainer-error.ts";
import { Cancelled, Gate, Suspended } from "./gate.ts";
import type { MessageFromTrainer, MessageToTrainer } from "./messages.ts";
import type { TrainingEvent, TrainingFailure } from "./training-event.ts";
import type { TrainingJob } from "./training-job.ts";
import { doTraining } from "./training-process.ts";

/** Entry of the training process. Its parent sends `start` first; without a parent it has no purpose. */
const tell = (event: TrainingEvent) => {
  const message: MessageFromTrainer = { kind: "event", event };
  // A parent that is gone ends this process by `disconnect`; what could not be told then is no error.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
};

const gate = new Gate((paused) => tell({ type: paused ? "paused" : "resumed" }));

async function train(job: TrainingJob): Promise<void> {
  // Whatever else runs on this machine goes first.
  setPriority(10);
  let last: TrainingEvent;
  try {
    last = await doTraining(job, gate, tell, () => performance.now());
  } catch (error) {
    if (error instanceof Cancelled) last = { type: "cancelled" };
    else if (error instanceof Suspended) last = { type: "suspended" };
    else {
      const failure = failureOf(error);
      if (failure === undefined) throw error;
      last = { type: "failed", error: failure };
    }
  }
  tell(last);
  // Lets the event loop run dry.
  process.off("disconnect", orphaned);
  process.disconnect();
}

/** Undefined where the fault is our own: the process ends, and its client starts another. */
function failureOf(error: unknown): TrainingFailure | undefined {
  if (error instanceof TrainingFileError) return error.fault;
  if (error instanceof TrainerError) {
    if (error.cause !== undefined) console.error(error);
    return { code: error.code, message: error.message };
  }
  return undefined;
}

/** The parent is gone. What was saved is enough to go on from. */
function orphaned(): void {
  process.kill(process.pid, "SIGKILL");
}

process.on("message", (message: MessageToTrainer) => {
  if (message.kind === "pause") gate.set("pause", true);
  else if (message.kind === "resume") gate.set("pause", false);
  else if (message.kind === "yield") gate.set("serving", message.busy);
  else if (message.kind === "cancel") gate.end(new Cancelled());
  else if (message.kind === "suspend") gate.end(new Suspended());
  else
    train(message.job).catch((error: unknown) => {
      console.error(error);
      process.exit(70);
    });
});
process.on("disconnect", orphaned);
// Interrupts at the terminal reach every process of the server; when to stop is for the parent to say.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
