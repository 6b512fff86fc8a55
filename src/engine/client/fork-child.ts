import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A child process, as its client sees it. */
export interface ForkedChild<Sent> {
  readonly pid: number | undefined;
  /** A message to a process that is going is lost. */
  send(message: Sent): void;
  kill(): void;
}

export interface ForkedChildEvents<Received> {
  onMessage(message: Received): void;
  /** Called once, however the process ended, after its last message. */
  onExit(reason: string): void;
}

/**
 * Runs a program in a process of its own: an abort in native code ends that process only.
 *
 * @param program path of the module without its extension, relative to the module at `from`: both are
 * TypeScript, or both are compiled.
 */
export function forkChild<Sent extends object, Received>(
  program: string,
  from: string,
  { onMessage, onExit }: ForkedChildEvents<Received>,
): ForkedChild<Sent> {
  const entry = fileURLToPath(new URL(`${program}${from.endsWith(".ts") ? ".ts" : ".js"}`, from));
  const child = fork(entry, [], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  let ended = false;
  const end = (reason: string) => {
    if (ended) return;
    ended = true;
    onExit(reason);
  };
  child.on("message", (message) => onMessage(message as Received));
  child.on("error", (error) => end(error.message));
  // Not at `exit`: what the process had sent may still be on its way then.
  child.on("close", (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`));
  return {
    pid: child.pid,
    send: (message) => void (child.connected && child.send(message, () => {})),
    kill: () => void child.kill("SIGKILL"),
  };
}
