import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Makes a file's or folder's content survive a power failure. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } catch (error) {
    // Windows cannot sync folders; there the rename itself is journaled.
    if (process.platform !== "win32") throw error;
  } finally {
    await handle.close();
  }
}

/** Renames so that after a power failure either the old or the new name holds the whole content. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await syncPath(from);
  await rename(from, to);
  await syncPath(dirname(to));
}
