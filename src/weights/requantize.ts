import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { RequantizedType } from "./catalog.ts";
import { readGgufHeader } from "./gguf/gguf-header.ts";
import { commitFolder } from "./install/commit-folder.ts";
import { type Manifest, recordFile } from "./install/manifest.ts";
import { weightsFolder } from "./install/weights-folder.ts";
import { type PullOptions, withWeightsLock } from "./pull-weights.ts";
import type { WeightsReference } from "./reference.ts";
import { freeBytesOnDisk, requireFreeBytes } from "./transfer/disk-space.ts";
import { syncPath } from "./transfer/durable.ts";
import { withTypedErrors } from "./typed-errors.ts";
import { WeightsError } from "./weights-error.ts";

export interface QuantizeJob {
  readonly source: string;
  readonly destination: string;
  readonly type: RequantizedType;
  /** Wants fractions from 0 to 1. */
  readonly onProgress: (fraction: number) => void;
}

/** Converts GGUF files; the native library's, handed in by whoever may use it. */
export interface Quantizer {
  /** Name and version, for the record. */
  readonly name: string;
  quantize(job: QuantizeJob): Promise<void>;
}

async function convert(
  quantizer: Quantizer,
  job: Omit<QuantizeJob, "onProgress">,
  totalBytes: number,
  options: PullOptions,
): Promise<void> {
  const onProgress = (fraction: number) => {
    const doneBytes = Math.floor(fraction * totalBytes);
    options.onEvent?.({
      type: "progress",
      step: "requantize",
      subject: "the weights",
      doneBytes,
      totalBytes,
    });
  };
  try {
    await quantizer.quantize({ ...job, onProgress });
    readGgufHeader(job.destination);
  } catch (error) {
    const free = await (options.freeBytes ?? freeBytesOnDisk)(options.home);
    const problem = error instanceof Error ? error.message : String(error);
    const hint = free < totalBytes ? "; the disk is nearly full" : "";
    throw new WeightsError(
      "quantize-failed",
      `converting ${job.source} to ${job.type} failed: ${problem}${hint}`,
      { cause: error },
    );
  }
}

export interface Conversion {
  readonly reference: WeightsReference;
  readonly id: string;
  readonly type: RequantizedType;
  /** Size of the result, as far as it is known before. */
  readonly bytes: number;
}

/**
 * Converts weights for this machine's kernels and installs the result beside them, as atomically
 * as a pull. `installed` is asked once nobody else works on it; `source` then gives the file.
 * @throws WeightsError
 */
export async function requantize(
  conversion: Conversion,
  quantizer: Quantizer,
  installed: () => Promise<Manifest | undefined>,
  source: () => Promise<{ readonly path: string; readonly sha256: string }>,
  options: PullOptions,
): Promise<Manifest> {
  const { reference, id, type, bytes } = conversion;
  const folder = weightsFolder(options.home, id);
  return withTypedErrors(folder.path, options.signal, () =>
    withWeightsLock(folder, options, async () => {
      const present = await installed();
      if (present) return present;
      await rm(folder.path, { recursive: true, force: true });
      const { path, sha256 } = await source();
      // A conversion that was interrupted cannot be continued.
      await rm(folder.partial, { recursive: true, force: true });
      await mkdir(folder.partial, { recursive: true });
      await requireFreeBytes(`converting to ${type}`, folder.partial, bytes, options.freeBytes);
      const name = "model.gguf";
      const destination = join(folder.partial, name);
      await convert(quantizer, { source: path, destination, type }, bytes, options);
      options.signal?.throwIfAborted();
      await syncPath(destination);
      const manifest: Manifest = {
        version: 1,
        id,
        title: `${reference.title}, converted to ${type.toUpperCase()}`,
        source: reference.id,
        installed: (options.now?.() ?? new Date()).toISOString(),
        files: [await recordFile(folder.partial, name)],
        conversion: { type, sourceSha256: sha256, quantizer: quantizer.name },
      };
      await commitFolder(folder, manifest);
      return manifest;
    }),
  );
}
