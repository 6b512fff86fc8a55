import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { MessageFromEngine, MessageToEngine } from "../process/messages.ts";

/** An engine process, as its client sees it. */
export interface EngineChild {
  readonly pid: number | undefined;
  send(message: MessageToEngine): void;
  kill(): void;
}

export interface EngineChildEvents {
  onMessage(message: MessageFromEngine): void;
  /** Called once, however the process ended, after its last message. */
  onExit(reason: string): void;
}

export type StartEngineChild = (events: EngineChildEvents) => EngineChild;

/** Runs the engine in a process of its own: an abort in native code ends that process only. */
export const forkEngineChild: StartEngineChild = ({ onMessage, onExit }) => {
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
  child.on("message", (message) => onMessage(message as MessageFromEngine));
  child.on("error", (error) => end(error.message));
  // Not at `exit`: what the process had sent may still be on its way then.
  child.on("close", (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`));
  return {
    pid: child.pid,
    // A message to a process that is going is lost; its exit makes the client send it again to the next.
    send: (message) => void (child.connected && child.send(message, () => {})),
    kill: () => void child.kill("SIGKILL"),
  };
};
