import { fileSystemError } from "./transfer/file-system-error.ts";
import { WeightsError } from "./weights-error.ts";

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && "code" in error;
}

/**
 * Runs work on files below `path` so that its failures are WeightsErrors: `cancelled` when the
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
    throw isSystemError(error) ? fileSystemError(error, path) : error;
  }
}
