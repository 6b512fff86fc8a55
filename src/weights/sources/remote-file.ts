/** A checksum as the source publishes it. */
export interface Digest {
  readonly algorithm: "sha1" | "sha256" | "sha384" | "sha512";
  /** Lower-case hexadecimal. */
  readonly hex: string;
}

/** What came back when bytes were asked for. */
export interface RemoteBody {
  /** Position of the first byte; 0 when the source ignored the range. */
  readonly start: number;
  /** Length of the whole file, where the source says. */
  readonly totalBytes: number | undefined;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** A file that can be fetched from a position on. */
export interface RemoteFile {
  /** For progress: what it is, in words. */
  readonly subject: string;
  readonly digest: Digest;
  readonly bytes: number | undefined;
  /**
   * Opens the file at byte `start`.
   * @throws WeightsError; only its code `network` is worth another attempt.
   */
  open(start: number, signal: AbortSignal): Promise<RemoteBody>;
}

type HeaderLookup = (name: string) => string | null | undefined;

/** Reads the answer to `Range: bytes=<start>-`: a part, the whole file, or "there is no more" (416). */
export function describeBody(status: number, header: HeaderLookup): Pick<RemoteBody, "start" | "totalBytes"> {
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(header("content-range") ?? "");
  const total = range?.[2] && range[2] !== "*" ? Number(range[2]) : undefined;
  if (status === 206) return { start: Number(range?.[1] ?? Number.NaN), totalBytes: total };
  if (status === 416) return { start: total ?? Number.NaN, totalBytes: total };
  const length = header("content-length");
  return { start: 0, totalBytes: length ? Number(length) : undefined };
}

/** Chunks of an answer that has none. */
export async function* noChunks(): AsyncGenerator<Uint8Array> {}
