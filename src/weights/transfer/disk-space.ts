import { statfs } from "node:fs/promises";
import { formatBytes } from "../../config/index.ts";
import { WeightsError } from "../weights-error.ts";

/** Bytes that may still be written to the disk that holds a folder. */
export type FreeBytes = (folder: string) => Promise<number>;

export const freeBytesOnDisk: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/** @throws WeightsError `disk-full` with the numbers, when `folder`'s disk has less than `bytes` free. */
export async function requireFreeBytes(
  what: string,
  folder: string,
  bytes: number,
  freeBytes: FreeBytes = freeBytesOnDisk,
): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= bytes) return;
  throw new WeightsError(
    "disk-full",
    `${what} needs ${formatBytes(bytes)} on the disk that holds ${folder}, which has ${formatBytes(free)} left; ` +
      `free ${formatBytes(bytes - free)} there, or set FOURONE_HOME to a folder on another disk`,
  );
}
