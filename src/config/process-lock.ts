import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { ConfigError } from "./config-error.ts";

/** Who holds a lock, as the holder wrote it down. */
export interface LockHolder {
  readonly pid: number;
  /** ISO 8601. */
  readonly since: string;
}

export interface ProcessLock extends Disposable {
  readonly path: string;
}

export type LockAttempt =
  | { readonly kind: "acquired"; readonly lock: ProcessLock }
  /** The holder is missing only in the instant before it has written its name. */
  | { readonly kind: "held"; readonly holder: LockHolder | undefined };

const holderSchema = z.object({ pid: z.int().positive(), since: z.string() });
const sqliteBusy = 5;

function holderPath(path: string): string {
  return `${path}.holder`;
}

function readHolder(path: string): LockHolder | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(holderPath(path), "utf8")));
  } catch {
    return undefined;
  }
}

function nameHolder(path: string): void {
  const holder: LockHolder = { pid: process.pid, since: new Date().toISOString() };
  try {
    writeFileSync(holderPath(path), JSON.stringify(holder));
  } catch {
    // A full disk must not cost the lock; messages will lack the name.
  }
}

/** Connections of held locks. Were one collected as garbage, its lock would silently be gone. */
const heldConnections = new Set<DatabaseSync>();

function hold(path: string, connection: DatabaseSync): ProcessLock {
  heldConnections.add(connection);
  return {
    path,
    [Symbol.dispose]() {
      if (!heldConnections.delete(connection)) return;
      try {
        rmSync(holderPath(path), { force: true });
      } finally {
        connection.close();
      }
    },
  };
}

/**
 * Takes the lock at `path` (a file, created when missing) or says who has it.
 *
 * The lock is an exclusive SQLite transaction, which is a lock of the operating system on the
 * file: `kill -9` releases it, two processes that try at the same instant cannot both win, and
 * containers that share a folder see each other. Lock files that name a process id have none of
 * these properties. The holder's name is only for messages.
 *
 * @throws ConfigError where the folder cannot be written or its file system cannot lock.
 */
export function tryProcessLock(path: string): LockAttempt {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    const errcode = error instanceof Error && "errcode" in error ? Number(error.errcode) : undefined;
    if (errcode !== undefined && (errcode & 0xff) === sqliteBusy)
      return { kind: "held", holder: readHolder(path) };
    const problem = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`cannot lock ${path}: ${problem}`, { cause: error });
  }
  nameHolder(path);
  return { kind: "acquired", lock: hold(path, database) };
}

const pollMilliseconds = 100;
/** Two that start together can refuse each other for a moment; nobody is "the other" until this has passed. */
const settleAttempts = 10;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** As {@link tryProcessLock}, but waits out the instants in which a lock changes hands. */
export async function attemptProcessLock(path: string): Promise<LockAttempt> {
  for (let attempt = 1; ; attempt++) {
    const result = tryProcessLock(path);
    if (result.kind === "acquired" || attempt === settleAttempts) return result;
    if (result.holder && isAlive(result.holder.pid) && attempt > 2) return result;
    await sleep(pollMilliseconds * Math.random());
  }
}

/** Waits until the lock is free; `onWait` hears once who is in the way. Rejects with the signal's reason. */
export async function waitForProcessLock(
  path: string,
  options: { readonly signal?: AbortSignal; readonly onWait?: (holder: LockHolder | undefined) => void } = {},
): Promise<ProcessLock> {
  const first = await attemptProcessLock(path);
  if (first.kind === "acquired") return first.lock;
  options.onWait?.(first.holder);
  for (;;) {
    await sleep(pollMilliseconds, undefined, options.signal ? { signal: options.signal } : {}).catch(
      () => {},
    );
    options.signal?.throwIfAborted();
    const next = tryProcessLock(path);
    if (next.kind === "acquired") return next.lock;
  }
}
