import type { Logger } from "pino";
import type { Deprecation } from "../config/index.ts";
import type { EmbeddingModel, ServedModel, ServedModels } from "../inference/index.ts";
import type { FileStorage, Store } from "../store/index.ts";
import type { Prices } from "./api-environment.ts";
import type { BatchWorkerOptions } from "./batches/worker/worker-context.ts";
import type { Clock } from "./clock.ts";
import type { FineTuningOptions } from "./fine-tuning/fine-tuning-options.ts";
import type { Machine } from "./fourone/machine/machine.ts";
import type { DefaultRateLimits } from "./limits/rate-limiter.ts";
import type { RandomBytes } from "./random-text.ts";
import type { CacheReport } from "./reported-cached-tokens.ts";
import type { BackgroundWorkerOptions } from "./responses/background/background-worker.ts";
import type { McpOptions } from "./responses/mcp/mcp-options.ts";
import type { WebhookOptions } from "./webhooks/webhook-options.ts";

export interface ApiLimits {
  /** Bytes of a JSON body. */
  readonly maximumBodyBytes: number;
  /** For a client to send its whole request. */
  readonly receiveTimeoutMilliseconds: number;
  /** The same for a form with a file. */
  readonly uploadTimeoutMilliseconds: number;
  /** From a request's last byte to its answer's last. */
  readonly requestTimeoutMilliseconds: number;
  /** For a client to take what was written to it. */
  readonly stalledClientMilliseconds: number;
  /** A stream's headers are sent after this long even if nothing else can be. */
  readonly streamHeadersMilliseconds: number;
}

export const DEFAULT_LIMITS: ApiLimits = {
  maximumBodyBytes: 64 * 1024 * 1024,
  receiveTimeoutMilliseconds: 120_000,
  // 512 MB at 1.2 Mbit/s.
  uploadTimeoutMilliseconds: 3_600_000,
  // 32,768 tokens at 13 a second, the slowest weights in the catalog, take 42 minutes.
  requestTimeoutMilliseconds: 3_600_000,
  stalledClientMilliseconds: 60_000,
  // Well under the 300 s after which Node's fetch gives up on a silent server.
  streamHeadersMilliseconds: 10_000,
};

export interface ServerOptions {
  readonly models: ServedModels;
  /** Models that make vectors; by default none. */
  readonly embeddings?: readonly EmbeddingModel[];
  /** Where weights are pulled to, planned for and loaded; absent: that is not this server's business. */
  readonly machine?: Machine;
  /** What is kept: responses, conversations, completions. The caller opens and closes it. */
  readonly store: Store;
  /** Contents of the store's files. */
  readonly files: FileStorage;
  /** Where to listen; a port of 0 takes any free one. */
  readonly host: string;
  readonly port: number;
  /** Administrates, beside the keys in the store. Without it and without those, anybody on this machine may ask. */
  readonly apiKey?: string;
  /** Names the deployment in answers' headers and in limits. */
  readonly organization?: string;
  readonly version: string;
  /** A text that changes whenever a model's weights do, such as the checksum of their file. */
  readonly weightsIdentity: (model: ServedModel) => string;
  readonly log: Logger;
  /** How `cached_tokens` is counted; as the original service does by default. */
  readonly cacheReport?: CacheReport;
  /** What tokens are billed at; by default what OpenAI takes. */
  readonly prices?: Prices;
  /** Models that end, by their names. */
  readonly deprecations?: Readonly<Record<string, Deprecation>>;
  readonly limits?: Partial<ApiLimits>;
  /** Requests and tokens per minute where no administrator has said otherwise; by default as many as come. */
  readonly rateLimits?: DefaultRateLimits;
  /** How responses are made in the background. */
  readonly background?: Partial<BackgroundWorkerOptions>;
  /** How batches are done. */
  readonly batch?: Partial<BatchWorkerOptions>;
  /** How models are tuned; absent: not at all. */
  readonly fineTuning?: FineTuningOptions;
  /** Which remote tool servers responses may reach; by default none. */
  readonly mcp?: Partial<McpOptions>;
  /** Where webhooks may go, and how they are sent. */
  readonly webhooks?: Partial<WebhookOptions>;
  /** The built playground; by default where `npm run build:playground` puts it. */
  readonly playgroundFolder?: string;
  readonly clock?: Clock;
  readonly random?: RandomBytes;
}
