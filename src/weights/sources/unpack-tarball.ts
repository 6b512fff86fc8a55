import { createReadStream } from "node:fs";
import { Parser, type ReadEntry } from "tar";
import { readChunks } from "../transfer/read-chunks.ts";
import { WeightsError } from "../weights-error.ts";

/**
 * Yields the bytes of one file of an npm tarball, whose paths begin with a folder of any name.
 * @throws WeightsError `checksum-mismatch` where the tarball cannot be read or lacks the file.
 */
export async function* unpackTarball(
  path: string,
  file: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const input = createReadStream(path);
  const found = Promise.withResolvers<ReadEntry>();
  found.promise.catch(() => {});
  const broken = new AbortController();
  const fail = (problem: string, cause?: Error) => {
    const error = new WeightsError("checksum-mismatch", `${path}: ${problem}`, { cause });
    found.reject(error);
    // An entry that is being read does not notice that the archive around it broke off.
    broken.abort(error);
  };
  const parser = new Parser({
    strict: true,
    filter: (entryPath) => entryPath.split("/").slice(1).join("/") === file,
    onReadEntry: found.resolve,
  });
  parser.on("error", (error: Error) => fail(error.message, error));
  parser.on("end", () =>
    found.reject(new WeightsError("checksum-mismatch", `${path}: there is no ${file} in it`)),
  );
  input.on("error", (error) => fail(error.message, error));
  input.pipe(parser as unknown as NodeJS.WritableStream);
  try {
    const entry = (await found.promise) as AsyncIterable<Uint8Array>;
    yield* readChunks(entry, AbortSignal.any([signal, broken.signal]));
  } finally {
    input.destroy();
  }
}
