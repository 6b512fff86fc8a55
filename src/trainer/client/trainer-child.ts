import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { MessageFromTrainer, MessageToTrainer } from "../process/messages.ts";

/** A training process, as its client sees it. */
export interface TrainerChild {
  readonly pid: number | undefined;
  send(message: MessageToTrainer): void;
  kill(): void;
}

export interface TrainerChildEvents {
  onMessage(message: MessageFromTrainer): void;
  /** Called once, however the process ended, after its last message. */
  onExit(reason: string): void;
}

export type StartTrainerChild = (events: TrainerChildEvents) => TrainerChild;

/** Trains in a process of its own: an abort in native code ends that process only. */
export const forkTrainerChild: StartTrainerChild = ({ onMessage, onExit }) => {
  const entry = fileURLToPath(
    new URL(`../process/main${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url),
  );
  const child: ChildProcess = fork(entry, [], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  let ended = false;
  const end = (reason: string) => {
    if (ended) return;
    ended = true;
    onExit(reason);
  };
  child.on("message", (message) => onMessage(message as MessageFromTrainer));
  child.on("error", (error) => end(error.message));
  // Not at `exit`: what the process had sent may still be on its way then.
  child.on("close", (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`));
  return {
    pid: child.pid,
    send: (message) => void (child.connected && child.send(message, () => {})),
    kill: () => void child.kill("SIGKILL"),
  };
};
