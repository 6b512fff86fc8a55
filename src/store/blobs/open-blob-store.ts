import type { BlobStore } from "./blob-store.ts";
import { FolderBlobs } from "./folder-blobs.ts";

export type BlobLocation =
  | { readonly kind: "folder"; readonly path: string }
  | ({ readonly kind: "s3" } & S3Location);

/** A bucket of Amazon S3, or of anything that speaks its protocol. */
export interface S3Location {
  readonly bucket: string;
  /** Before every object's name, such as `fourone/`. */
  readonly prefix: string;
  readonly region: string;
  /** Absent: Amazon's own. */
  readonly endpoint?: string | undefined;
  /** Absent: what the environment or the machine's role gives. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** The bucket in the path instead of the host's name, as most others than Amazon want it. */
  readonly pathStyle: boolean;
  /** For a connection to be made, and for each silence after that. */
  readonly timeoutMilliseconds: number;
}

/** Nothing is asked of an object store before it is used. */
export async function openBlobStore(location: BlobLocation): Promise<BlobStore> {
  if (location.kind === "folder") return new FolderBlobs(location.path);
  // Loaded where it is used: it is larger than all the rest of the store.
  const { S3Blobs } = await import("./s3-blobs.ts");
  return new S3Blobs(location);
}
