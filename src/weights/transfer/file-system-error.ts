import { WeightsError } from "../weights-error.ts";

/** Codes that mean "no more room": the disk, a quota, a limit on the size of files. */
const fullCodes: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** Turns what the operating system throws while `path` is written into a typed error. */
export function fileSystemError(error: unknown, path: string): WeightsError {
  if (error instanceof WeightsError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (fullCodes.has(code)) {
    return new WeightsError(
      "disk-full",
      `there is no room left to write ${path} (${code}); free some space, or set FOURONE_HOME to a folder ` +
        "on another disk, and run this again: it goes on from where it stopped",
      { cause: error },
    );
  }
  const problem = error instanceof Error ? error.message : String(error);
  return new WeightsError("file-system", `${path} cannot be written: ${problem}`, { cause: error });
}
