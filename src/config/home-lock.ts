import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "./config-error.ts";
import { attemptProcessLock, type LockAttempt, type ProcessLock } from "./process-lock.ts";

function attempt(home: string): Promise<LockAttempt> {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`the home folder ${home} cannot be created: ${problem}`, { cause: error });
  }
  return attemptProcessLock(join(home, "server.lock"));
}

/**
 * Makes this process the only server of a home folder, creating the folder when missing. Dispose
 * the lock when the server has ended.
 * @throws ConfigError naming the other server's process.
 */
export async function acquireHomeLock(home: string): Promise<ProcessLock> {
  const result = await attempt(home);
  if (result.kind === "acquired") return result.lock;
  const who = result.holder
    ? `process ${result.holder.pid}, since ${result.holder.since}`
    : "it has not said which process it is";
  throw new ConfigError(
    `another Fourone server uses the home folder ${home} (${who}); ` +
      "stop it, or give this one a folder of its own with --home or FOURONE_HOME",
  );
}

/** Whether a server runs on this home folder right now, and which. */
export async function inspectHomeLock(
  home: string,
): Promise<{ readonly running: boolean; readonly pid?: number }> {
  const result = await attempt(home);
  if (result.kind === "held") return { running: true, ...(result.holder ? { pid: result.holder.pid } : {}) };
  result.lock[Symbol.dispose]();
  return { running: false };
}
