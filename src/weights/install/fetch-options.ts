import type { Environment } from "../../config/index.ts";
import type { FreeBytes } from "../transfer/disk-space.ts";
import type { TransferOptions } from "../transfer/retry-network.ts";

export interface FetchOptions extends TransferOptions {
  readonly environment: Environment;
  readonly freeBytes: FreeBytes;
  /** Bytes on disk that will be needed beyond the weights themselves. */
  readonly reserveBytes: number;
}
