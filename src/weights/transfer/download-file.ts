import { existsSync } from "node:fs";
import { formatBytes } from "../../config/index.ts";
import type { RemoteFile } from "../sources/remote-file.ts";
import { WeightsError } from "../weights-error.ts";
import { renameDurably } from "./durable.ts";
import { fileSystemError } from "./file-system-error.ts";
import { PartialFile } from "./partial-file.ts";
import { readChunks } from "./read-chunks.ts";
import { retryNetwork, type TransferOptions } from "./retry-network.ts";

function mismatch(remote: RemoteFile, problem: string): WeightsError {
  return new WeightsError(
    "checksum-mismatch",
    `${remote.subject}: ${problem}; what arrived was thrown away. Run this again, and if it happens again, ` +
      "the source or a proxy in between serves something else than it announces",
  );
}

/** One connection: appends what it brings. Resolves when the file is complete. */
async function receive(remote: RemoteFile, file: PartialFile, options: TransferOptions): Promise<void> {
  const stall = new AbortController();
  const timer = setTimeout(() => {
    const seconds = options.limits.stallMilliseconds / 1000;
    stall.abort(new WeightsError("network", `${remote.subject}: nothing arrived for ${seconds} seconds`));
  }, options.limits.stallMilliseconds);
  const signal = AbortSignal.any([options.signal, stall.signal]);
  try {
    const body = await remote.open(file.length, signal);
    const total = remote.bytes ?? body.totalBytes;
    if (body.totalBytes !== undefined && body.totalBytes !== total) {
      throw mismatch(remote, `${total} bytes were announced and ${body.totalBytes} are offered`);
    }
    if (body.start !== file.length) {
      await file.restart();
      if (body.start !== 0)
        throw new WeightsError("network", `${remote.subject}: the source sent another range`);
    }
    for await (const chunk of readChunks(body.chunks, signal)) {
      timer.refresh();
      if (total !== undefined && file.length + chunk.length > total) {
        await file.restart();
        throw mismatch(remote, `more than the announced ${total} bytes arrived`);
      }
      await file.append(chunk);
      options.onEvent({
        type: "progress",
        step: "download",
        subject: remote.subject,
        doneBytes: file.length,
        ...(total === undefined ? {} : { totalBytes: total }),
      });
    }
    if (total !== undefined && file.length < total) {
      const got = `${formatBytes(file.length)} of ${formatBytes(total)}`;
      throw new WeightsError("network", `${remote.subject}: the connection ended after ${got}`);
    }
  } catch (error) {
    if (stall.signal.aborted) throw stall.signal.reason;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function asNetworkError(remote: RemoteFile, error: unknown): WeightsError {
  if (error instanceof WeightsError) return error;
  const problem = error instanceof Error ? error.message : String(error);
  return new WeightsError("network", `${remote.subject}: ${problem}`, { cause: error });
}

/** Connects as often as it takes; gives up when several connections in a row bring nothing. */
async function receiveAll(remote: RemoteFile, file: PartialFile, options: TransferOptions): Promise<void> {
  let before = file.length;
  const attempt = () => {
    before = file.length;
    return receive(remote, file, options).catch((error: unknown) => {
      throw asNetworkError(remote, error);
    });
  };
  await retryNetwork(options, attempt, () => file.length > before);
}

/** Fills `partialPath` with the verified file, going on from what an earlier attempt left there. */
async function fetchVerified(
  remote: RemoteFile,
  partialPath: string,
  options: TransferOptions,
): Promise<void> {
  await using file = await PartialFile.open(partialPath, remote.digest.algorithm, { signal: options.signal });
  if (remote.bytes !== undefined && file.length > remote.bytes) await file.restart();
  for (;;) {
    const resumed = file.length > 0;
    await receiveAll(remote, file, options);
    if (file.digest() === remote.digest.hex) return;
    await file.restart();
    // What an earlier process left may have been torn by a power failure; a fresh copy is not.
    if (!resumed) throw mismatch(remote, `the ${remote.digest.algorithm} checksum is wrong`);
    options.onEvent({ type: "damaged", problem: `${remote.subject}: the part fetched earlier is damaged` });
  }
}

/**
 * Brings a remote file to `path`, which exists only once every byte is there, verified and safe
 * from a power failure. What arrived before a failure stays in `<path>.partial` for the next call.
 * @throws WeightsError; the signal's reason when aborted.
 */
export async function downloadFile(
  remote: RemoteFile,
  path: string,
  options: TransferOptions,
): Promise<void> {
  if (existsSync(path)) return;
  const partialPath = `${path}.partial`;
  await fetchVerified(remote, partialPath, options);
  await renameDurably(partialPath, path).catch((error: unknown) => {
    throw fileSystemError(error, path);
  });
}
