import npmFetch from "npm-registry-fetch";
import pacote from "pacote";
import type { Environment } from "../../config/index.ts";
import { WeightsError } from "../weights-error.ts";
import { httpProblem } from "./http-problem.ts";
import { type NpmSettings, readNpmSettings } from "./npm-settings.ts";
import { type Digest, describeBody, noChunks, type RemoteBody, type RemoteFile } from "./remote-file.ts";
import type { NpmPart } from "./weights-source.ts";

const advice = "check the registry and credentials with `npm config list`";
const algorithms = ["sha512", "sha384", "sha256", "sha1"] as const satisfies readonly Digest["algorithm"][];

/** Turns an error of npm's libraries into a typed one. */
function npmProblem(subject: string, error: unknown): WeightsError {
  if (error instanceof WeightsError) return error;
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : undefined;
  if (status) return httpProblem(subject, status, advice);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const problem = error instanceof Error ? error.message : String(error);
  const missing = code === "ETARGET" || code === "ENOVERSIONS";
  return new WeightsError(missing ? "not-found" : "network", `${subject}: ${problem}`, { cause: error });
}

/** The strongest checksum of a subresource-integrity string. */
function strongestDigest(integrity: string): Digest | undefined {
  for (const algorithm of algorithms) {
    const entry = integrity.split(/\s+/).find((one) => one.startsWith(`${algorithm}-`));
    const base64 = entry?.slice(algorithm.length + 1).split("?")[0];
    if (base64) return { algorithm, hex: Buffer.from(base64, "base64").toString("hex") };
  }
  return undefined;
}

/** Registries name themselves in tarball addresses; behind a mirror that is the wrong host. */
function throughRegistry(tarball: string, settings: NpmSettings): string {
  const rule = settings.replaceRegistryHost ?? "npmjs";
  const replaced = rule === "npmjs" ? "registry.npmjs.org" : rule;
  const url = new URL(tarball);
  if (rule === "never" || (rule !== "always" && url.host !== replaced)) return tarball;
  const registry = new URL(String(settings.registry));
  return new URL(url.pathname, registry).href;
}

/** The headers of a "there is no more" answer, which npm's library throws. */
function rangeRefusal(error: unknown): Readonly<Record<string, readonly string[]>> | undefined {
  if (!(error instanceof Error && "statusCode" in error && error.statusCode === 416)) return undefined;
  return "headers" in error ? (error.headers as Readonly<Record<string, readonly string[]>>) : {};
}

async function openTarball(
  subject: string,
  url: string,
  settings: NpmSettings,
  start: number,
  signal: AbortSignal,
): Promise<RemoteBody> {
  try {
    // A compressed transfer has no byte positions to go on from.
    const headers = { "accept-encoding": "identity", ...(start > 0 ? { range: `bytes=${start}-` } : {}) };
    const response = await npmFetch(url, { ...settings, headers, signal } as npmFetch.Options);
    const body = describeBody(response.status, (name) => response.headers.get(name));
    return { ...body, chunks: response.body as unknown as AsyncIterable<Uint8Array> };
  } catch (error) {
    const headers = rangeRefusal(error);
    if (headers) return { ...describeBody(416, (name) => headers[name]?.[0]), chunks: noChunks() };
    throw npmProblem(subject, error);
  }
}

/**
 * Asks the registry for the tarballs of these packages. The tarball as a whole is what is fetched
 * and verified; the wanted file is inside.
 * @throws WeightsError
 */
export async function npmTarballs(
  parts: readonly NpmPart[],
  { environment, signal }: { readonly environment: Environment; readonly signal: AbortSignal },
): Promise<readonly RemoteFile[]> {
  const settings = await readNpmSettings(environment);
  return Promise.all(
    parts.map(async ({ name, version }, index) => {
      const subject = parts.length > 1 ? `${name} (part ${index + 1} of ${parts.length})` : name;
      const manifest = await pacote
        .manifest(`${name}@${version}`, { ...settings, signal } as pacote.Options)
        .catch((error: unknown) => {
          throw npmProblem(`${name}@${version}`, error);
        });
      const digest = strongestDigest(manifest._integrity ?? "");
      if (!digest)
        throw new WeightsError("not-found", `${name}@${version}: the registry publishes no checksum for it`);
      const url = throughRegistry(manifest._resolved, settings);
      return {
        subject,
        digest,
        bytes: undefined,
        open: (start: number, signal: AbortSignal) => openTarball(subject, url, settings, start, signal),
      };
    }),
  );
}
