import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { isLoopbackHost } from "../config/index.ts";
import { MachineTime, openAiPriceList, UsageJournal } from "../ledger/index.ts";
import { AccessControl } from "./access/access-control.ts";
import { ModelAccess } from "./access/model-access.ts";
import type { ApiEnvironment, ApiServices } from "./api-environment.ts";
import { createApplication } from "./application.ts";
import { BatchWorker } from "./batches/worker/batch-worker.ts";
import { DEFAULT_BATCH } from "./batches/worker/worker-context.ts";
import { systemClock } from "./clock.ts";
import { errorResponse } from "./errors/error-response.ts";
import { shuttingDown } from "./errors/server-errors.ts";
import { FineTuning } from "./fine-tuning/fine-tuning.ts";
import { FineTuningWorker } from "./fine-tuning/worker/fine-tuning-worker.ts";
import { DistillationWorker } from "./fourone/distillations/worker/distillation-worker.ts";
import type { Dispatch } from "./internal-dispatch.ts";
import { JobSignals } from "./job-signals.ts";
import { Budgets } from "./limits/budgets.ts";
import { RateLimiter } from "./limits/rate-limiter.ts";
import { spentByLedger } from "./limits/spent-since.ts";
import { ApiMetrics } from "./metrics/api-metrics.ts";
import { newRequestId } from "./middleware/request-identity.ts";
import { ModelLifecycle } from "./models/model-lifecycle.ts";
import { answerProtocolError, protocolError } from "./protocol-error.ts";
import { systemRandomBytes } from "./random-text.ts";
import { BackgroundSignals } from "./responses/background/background-signals.ts";
import { BackgroundWorker, DEFAULT_BACKGROUND } from "./responses/background/background-worker.ts";
import { DEFAULT_MCP } from "./responses/mcp/mcp-options.ts";
import { RunningRequests } from "./running-requests.ts";
import { DEFAULT_LIMITS, type ServerOptions } from "./server-options.ts";
import { Obfuscation } from "./streaming/obfuscation.ts";
import { systemFingerprint } from "./system-fingerprint.ts";
import { DEFAULT_WEBHOOKS } from "./webhooks/webhook-options.ts";
import { WebhookWorker } from "./webhooks/webhook-worker.ts";

/** How long cancelled requests have to say so before their connections are cut. */
const LAST_WORDS_MILLISECONDS = 1_000;

const SWEEP_MILLISECONDS = 20;

/** Node looks for connections that take too long only this often. */
const TIMEOUT_CHECK_MILLISECONDS = 30_000;

export interface ApiServer {
  /** Settles when connections are accepted; rejects when the address cannot be had. */
  listen(): Promise<void>;
  /** Where clients find the API, `/v1` included. Known once listening. */
  readonly url: string;
  /** Takes no more work, lets running work finish for `graceMilliseconds`, then ends it. */
  close(graceMilliseconds: number): Promise<void>;
}

/** Without any key it answers on loopback alone; elsewhere nobody gets in until there is one. */
export function createServer(options: ServerOptions): ApiServer {
  const { host, log } = options;
  // An empty key is what an unset variable leaves behind: it protects nothing, so it is none.
  const masterKey = options.apiKey || undefined;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const random = options.random ?? systemRandomBytes;
  const running = new RunningRequests(limits.requestTimeoutMilliseconds);
  const organization = options.organization ?? "org-local";
  const clock = options.clock ?? systemClock;
  const { store } = options;
  const access = new AccessControl({ store, loopback: isLoopbackHost(host), masterKey, clock });
  const embeddings = new Map(options.embeddings?.map((model) => [model.snapshot, model]));
  const prices = options.prices ?? {
    list: openAiPriceList,
    currency: "usd",
    machine: { perHour: 0, watts: 0, perKilowattHour: 0 },
  };
  const services: ApiServices = {
    models: options.models,
    embeddings,
    lifecycle: new ModelLifecycle(options.deprecations ?? {}, options.models, clock.now),
    machine: options.machine,
    store,
    files: options.files,
    access,
    modelAccess: new ModelAccess(store, clock),
    rateLimiter: new RateLimiter({ store, clock, organization, defaults: options.rateLimits ?? {} }),
    metrics: new ApiMetrics(options.models, embeddings, running),
    running,
    background: new BackgroundSignals(),
    batches: new JobSignals(),
    distillations: new JobSignals(),
    fineTuning: new FineTuning(
      { models: options.models, store, files: options.files, organization, log },
      options.fineTuning,
    ),
    mcp: { ...DEFAULT_MCP, ...options.mcp },
    webhooks: { ...DEFAULT_WEBHOOKS, ...options.webhooks },
    limits,
    usage: new UsageJournal(options.store, {
      onLost: (records, err) => log.error({ err, records }, "usage could not be written to the ledger"),
    }),
    prices,
    budgets: new Budgets(store, clock, spentByLedger(store, prices)),
    machineTime: new MachineTime(clock.elapsed),
    clock,
    random,
    obfuscation: new Obfuscation(random),
    version: options.version,
    fingerprintOf: systemFingerprint(options.version, (model) =>
      options.weightsIdentity(options.models.baseOf(model)),
    ),
    organization,
    cacheReport: options.cacheReport ?? "openai",
    playgroundFolder: options.playgroundFolder,
  };
  const headers = {
    "openai-version": "2020-10-01",
    "openai-organization": organization,
    "x-content-type-options": "nosniff",
  };
  const application = createApplication({ access, log }, services, headers);

  const http = createHttpServer(
    {
      requestTimeout: Math.max(limits.receiveTimeoutMilliseconds, limits.uploadTimeoutMilliseconds),
      connectionsCheckingInterval: Math.min(TIMEOUT_CHECK_MILLISECONDS, limits.receiveTimeoutMilliseconds),
      keepAliveTimeout: 65_000,
    },
    getRequestListener(application.fetch, {
      // Reached only by requests without a usable URL or Host: the application has its own.
      errorHandler: () => errorResponse(protocolError({ ...headers, "x-request-id": newRequestId(random) })),
    }),
  );
  http.on("clientError", answerProtocolError);
  const worker = new BackgroundWorker(services, options.log, {
    ...DEFAULT_BACKGROUND,
    ...options.background,
  });
  const batch = { ...DEFAULT_BATCH, ...options.batch };
  const dispatch: Dispatch = async (request, dispatch) =>
    application.fetch(request, { dispatch } as ApiEnvironment["Bindings"]);
  return new ListeningServer(http, options, services, [
    worker,
    new BatchWorker(services, log, batch, dispatch),
    new FineTuningWorker(services, log),
    new DistillationWorker(services, log, batch, dispatch),
    new WebhookWorker(services, log),
  ]);
}

/** Works in the background for as long as the server listens. */
interface Worker {
  start(): void;
  /** Resolves when everything that was at work has ended or was given back. */
  stop(): Promise<void>;
}

class ListeningServer implements ApiServer {
  readonly #http: HttpServer;
  readonly #options: ServerOptions;
  readonly #running: RunningRequests;
  readonly #usage: UsageJournal;
  readonly #rateLimiter: RateLimiter;
  readonly #fineTuning: FineTuning;
  readonly #workers: readonly Worker[];

  constructor(
    http: HttpServer,
    options: ServerOptions,
    { running, usage, rateLimiter, fineTuning }: ApiServices,
    workers: readonly Worker[],
  ) {
    this.#http = http;
    this.#options = options;
    this.#running = running;
    this.#usage = usage;
    this.#rateLimiter = rateLimiter;
    this.#fineTuning = fineTuning;
    this.#workers = workers;
  }

  async listen(): Promise<void> {
    await this.#fineTuning.refresh();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#http.once("error", reject);
    this.#http.listen({ host: this.#options.host, port: this.#options.port }, () => {
      this.#http.off("error", reject);
      for (const worker of this.#workers) worker.start();
      resolve();
    });
    return promise;
  }

  get url(): string {
    const address = this.#http.address() as AddressInfo | null;
    if (address === null) throw new Error("The server is not listening.");
    const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
    return `http://${host}:${address.port}/v1`;
  }

  async close(graceMilliseconds: number): Promise<void> {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    this.#running.stopAccepting();
    this.#http.close(() => resolve());
    this.#http.closeIdleConnections();
    // Lines of batches are left to the next server at once; what clients wait for is given its time.
    const stopped = Promise.all(this.#workers.map((worker) => worker.stop()));
    if (!(await this.#running.idleWithin(graceMilliseconds))) {
      this.#running.cancelAll(shuttingDown());
      await this.#running.idleWithin(LAST_WORDS_MILLISECONDS);
    }
    // A connection whose last answer is still being flushed is idle only a moment later.
    const sweep = setInterval(() => this.#http.closeIdleConnections(), SWEEP_MILLISECONDS);
    const cut = setTimeout(() => this.#http.closeAllConnections(), LAST_WORDS_MILLISECONDS);
    await closed;
    await stopped;
    await this.#usage.flushed();
    await this.#rateLimiter.close();
    clearInterval(sweep);
    clearTimeout(cut);
  }
}
