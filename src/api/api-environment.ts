import type { HttpBindings } from "@hono/node-server";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Logger } from "pino";
import type { EmbeddingModel, ServedModel, ServedModels } from "../inference/index.ts";
import type { MachinePrice, MachineTime, PriceList, UsageJournal, UsageSink } from "../ledger/index.ts";
import type { FileStorage, Store } from "../store/index.ts";
import type { AccessControl } from "./access/access-control.ts";
import type { ModelAccess } from "./access/model-access.ts";
import type { Principal } from "./access/principal.ts";
import type { Clock } from "./clock.ts";
import type { FineTuning } from "./fine-tuning/fine-tuning.ts";
import type { Machine } from "./fourone/machine/machine.ts";
import type { InternalDispatch } from "./internal-dispatch.ts";
import type { JobSignals } from "./job-signals.ts";
import type { Budgets } from "./limits/budgets.ts";
import type { RateLimiter } from "./limits/rate-limiter.ts";
import type { ApiMetrics } from "./metrics/api-metrics.ts";
import type { ModelLifecycle } from "./models/model-lifecycle.ts";
import type { RandomBytes } from "./random-text.ts";
import type { CacheReport } from "./reported-cached-tokens.ts";
import type { BackgroundSignals } from "./responses/background/background-signals.ts";
import type { McpOptions } from "./responses/mcp/mcp-options.ts";
import type { RunningRequests } from "./running-requests.ts";
import type { ApiLimits } from "./server-options.ts";
import type { Obfuscation } from "./streaming/obfuscation.ts";
import type { WebhookOptions } from "./webhooks/webhook-options.ts";

/** What handlers find in a request's context. */
export interface ApiEnvironment {
  Bindings: HttpBindings & { readonly dispatch?: InternalDispatch };
  Variables: {
    requestId: string;
    /** Bound to the request's id. */
    log: Logger;
    /** Who asks. Known to routes under /v1. */
    principal: Principal;
    /** Owns what the request makes, and all that it may see. Known to routes under /v1. */
    project: string;
    /** What the answer says of the limits that the request counted on. */
    limitHeaders: Readonly<Record<string, string>> | undefined;
    /** Where the request puts what it used. */
    usage: UsageSink;
    /** What the answer says of its model's end. Absent where it has none. */
    lifecycleHeaders?: readonly (readonly [name: string, value: string])[];
  };
}

/** What tokens are billed at. */
export interface Prices {
  readonly list: PriceList;
  /** Lowercase ISO 4217. */
  readonly currency: string;
  /** What the machine's work costs; zeros where nobody has said. */
  readonly machine: MachinePrice;
}

/** What the resources of the API stand on. */
export interface ApiServices {
  readonly models: ServedModels;
  /** Models that make vectors, by the names of them. */
  readonly embeddings: ReadonlyMap<string, EmbeddingModel>;
  readonly lifecycle: ModelLifecycle;
  /** Absent where weights are not this server's to manage. */
  readonly machine: Machine | undefined;
  readonly store: Store;
  readonly access: AccessControl;
  readonly modelAccess: ModelAccess;
  readonly rateLimiter: RateLimiter;
  readonly budgets: Budgets;
  /** Contents of the store's files. */
  readonly files: FileStorage;
  readonly metrics: ApiMetrics;
  readonly running: RunningRequests;
  readonly background: BackgroundSignals;
  readonly batches: JobSignals;
  readonly distillations: JobSignals;
  readonly fineTuning: FineTuning;
  readonly mcp: McpOptions;
  readonly webhooks: WebhookOptions;
  readonly limits: ApiLimits;
  /** Writes what requests used to the ledger. */
  readonly usage: UsageJournal;
  readonly machineTime: MachineTime;
  readonly prices: Prices;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly obfuscation: Obfuscation;
  readonly version: string;
  /** The `system_fingerprint` of answers from a model. */
  readonly fingerprintOf: (model: ServedModel) => string;
  readonly cacheReport: CacheReport;
  /** Part of the scope that prompt caches are kept in. */
  readonly organization: string;
  /** Where the built playground lies, if not where the build puts it. */
  readonly playgroundFolder: string | undefined;
}

/** One resource of the API: adds its routes. */
export type Resource = (application: OpenAPIHono<ApiEnvironment>, services: ApiServices) => void;
