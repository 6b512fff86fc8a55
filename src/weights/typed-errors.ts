import { fileSystemError } from "./transfer/file-system-error.ts";
import { WeightsError } from "./weights-error.ts";

/**
 * Runs work on files below `path` so that it fails with a WeightsError only: `cancelled` when the
 * signal ended it, `disk-full` or `file-system` for what the operating system refused.
 */
export async function withTypedErrors<T>(
  path: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted) {
      const message = "cancelled; run it again to go on from where it stopped";
      throw new WeightsError("cancelled", message, { cause: error });
    }
    throw fileSystemError(error, path);
  }
}
