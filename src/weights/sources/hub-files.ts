import { HubApiError, listFiles } from "@huggingface/hub";
import type { Environment } from "../../config/index.ts";
import type { TransferOptions } from "../transfer/retry-network.ts";
import { WeightsError } from "../weights-error.ts";
import { httpProblem } from "./http-problem.ts";
import { describeBody, noChunks, type RemoteBody, type RemoteFile } from "./remote-file.ts";
import { type HubFile, selectHubFiles } from "./select-hub-files.ts";
import type { WeightsSource } from "./weights-source.ts";

type HubSource = Extract<WeightsSource, { kind: "hugging-face" }>;

/** Repositories have a few hundred files; a list without end is not read on. */
const maximumFiles = 10_000;
const maximumPages = 100;

const advice = "accept the model's terms on its page, and set HF_TOKEN to an access token that may read it";

interface HubOptions extends Pick<TransferOptions, "limits" | "signal"> {
  readonly environment: Environment;
}

interface Hub {
  readonly url: string;
  readonly accessToken: string | undefined;
}

function hubOf(environment: Environment): Hub {
  const url = (environment.HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, "");
  return { url, accessToken: environment.HF_TOKEN || undefined };
}

/** As `fetch`, for a list of bounded length whose every page comes in bounded time. */
function listFetch(options: HubOptions): typeof fetch {
  let pages = 0;
  return (input, init) => {
    if (++pages > maximumPages) throw new WeightsError("not-found", "the hub's list of files has no end");
    const timeout = AbortSignal.timeout(options.limits.stallMilliseconds);
    return fetch(input, { ...init, signal: AbortSignal.any([options.signal, timeout]) });
  };
}

function listProblem({ repository }: HubSource, hub: Hub, error: unknown): WeightsError {
  if (error instanceof WeightsError) return error;
  const subject = `Hugging Face ${repository}`;
  if (error instanceof HubApiError) return httpProblem(subject, error.statusCode, advice);
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : "";
  const problem = error instanceof Error ? error.message : String(error);
  return new WeightsError(
    "network",
    `${subject} at ${hub.url}: ${problem}${cause}; check the connection, and HTTPS_PROXY where one is needed`,
    { cause: error },
  );
}

async function listRepository(source: HubSource, hub: Hub, options: HubOptions): Promise<readonly HubFile[]> {
  const files: HubFile[] = [];
  try {
    const entries = listFiles({
      repo: source.repository,
      revision: source.revision,
      recursive: true,
      hubUrl: hub.url,
      fetch: listFetch(options),
      ...(hub.accessToken ? { accessToken: hub.accessToken } : {}),
    });
    for await (const { type, path, size, lfs } of entries) {
      if (type === "file") files.push({ path, bytes: lfs?.size ?? size, sha256: lfs?.oid });
      if (files.length > maximumFiles) break;
    }
  } catch (error) {
    options.signal.throwIfAborted();
    throw listProblem(source, hub, error);
  }
  return files;
}

async function openFile(
  subject: string,
  url: string,
  hub: Hub,
  start: number,
  signal: AbortSignal,
): Promise<RemoteBody> {
  // fetch drops the token when a redirect leads to another host, as the hub's storage is.
  const response = await fetch(url, {
    signal,
    headers: {
      "accept-encoding": "identity",
      ...(hub.accessToken ? { authorization: `Bearer ${hub.accessToken}` } : {}),
      ...(start > 0 ? { range: `bytes=${start}-` } : {}),
    },
  });
  const body = describeBody(response.status, (name) => response.headers.get(name));
  if (response.ok && response.body) return { ...body, chunks: response.body };
  await response.body?.cancel();
  if (response.status === 416) return { ...body, chunks: noChunks() };
  throw httpProblem(subject, response.status, advice);
}

/**
 * Asks the hub which files make up a source, with sizes and checksums. `HF_ENDPOINT` and
 * `HF_TOKEN` are honoured.
 * @throws WeightsError
 */
export async function hubFiles(source: HubSource, options: HubOptions): Promise<readonly RemoteFile[]> {
  const hub = hubOf(options.environment);
  const chosen = selectHubFiles(source.repository, await listRepository(source, hub, options), source.file);
  return chosen.map(({ path, bytes, sha256 }) => {
    if (!sha256 || !/^[0-9a-f]{64}$/.test(sha256) || !Number.isSafeInteger(bytes) || bytes < 0) {
      throw new WeightsError(
        "not-found",
        `Hugging Face ${source.repository}: no usable checksum and size are published for ${path}`,
      );
    }
    const place = path.split("/").map(encodeURIComponent).join("/");
    const url = `${hub.url}/${source.repository}/resolve/${encodeURIComponent(source.revision)}/${place}`;
    return {
      subject: path,
      digest: { algorithm: "sha256", hex: sha256 } as const,
      bytes,
      open: (start: number, signal: AbortSignal) => openFile(path, url, hub, start, signal),
    };
  });
}
