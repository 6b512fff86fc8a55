import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { translateSqliteError } from "./dialect/sqlite-error.ts";
import { StoreError } from "./store-error.ts";

/**
 * Copies a SQLite store, while others read and write it, as it was at one moment; the copy is a store like any other.
 * It appears under `destination` when it is complete and on the disk. Blocks this thread for the length of the copy:
 * run it in a process of its own.
 *
 * `vacuum into` reads in one transaction. The backup API would begin again at every write of another process.
 *
 * Throws `conflict` where `destination` exists, `cannot-open`, `disk-full`, `corrupt`, …
 */
export function backupSqlite(source: string, destination: string): void {
  const target = resolve(destination);
  if (existsSync(target)) throw new StoreError("conflict", { message: "The backup's file exists already." });
  const partial = `${target}.partial`;
  let database: DatabaseSync | undefined;
  try {
    rmSync(partial, { force: true });
    // SQLite fills an empty file and leaves its mode: prompts are nobody else's to read.
    closeSync(openSync(partial, "wx", 0o600));
    database = new DatabaseSync(resolve(source), { readOnly: true });
    database.prepare("vacuum into ?").run(partial);
    flush(partial);
    renameSync(partial, target);
    flush(dirname(target));
  } catch (error) {
    rmSync(partial, { force: true });
    throw translateSqliteError(error);
  } finally {
    database?.close();
  }
}

function flush(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
