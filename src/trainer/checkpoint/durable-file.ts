import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { TrainerError } from "../trainer-error.ts";

const FULL: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/**
 * Writes a file so that it is there whole or not at all, whatever happens meanwhile: beside its place
 * first, onto the disk, then renamed.
 *
 * @throws TrainerError `disk-full`, `disk`
 */
export async function writeDurably(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${file}.part`;
  try {
    await write(temporary);
    await flush(temporary);
    await rename(temporary, file);
    await flush(path.dirname(file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    if (error instanceof TrainerError) throw error;
    const isFull = FULL.has((error as NodeJS.ErrnoException).code ?? "");
    const reason = isFull ? "the disk is full" : "it could not be written";
    const message = `What was trained could not be saved: ${reason}.`;
    throw new TrainerError(isFull ? "disk-full" : "disk", message, { cause: error });
  }
}

async function flush(target: string): Promise<void> {
  const handle = await open(target, "r");
  try {
    await handle.sync();
  } catch (error) {
    // Some systems cannot flush a folder; their renames are durable without it.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
  } finally {
    await handle.close();
  }
}
