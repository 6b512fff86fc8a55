import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import { type ApiServer, createServer } from "../../api/index.ts";
import { acquireHomeLock, type Config, isLoopbackHost } from "../../config/index.ts";
import type { EngineClient } from "../../engine/index.ts";
import { type ServedModel, ServedModels, tierModel } from "../../inference/index.ts";
import { configuredPrices } from "../../ledger/index.ts";
import { openLlama } from "../../llama/index.ts";
import { FileStorage, openBlobStore, openStore, runSweeper } from "../../store/index.ts";
import {
  describePlan,
  ensureServedWeights,
  type PullListener,
  type ReadyWeights,
} from "../../weights/index.ts";
import { detectMemory } from "../detect-memory.ts";
import { nativeQuantizer } from "../native-quantizer.ts";
import { version } from "../version.ts";
import { blobLocation } from "./blob-location.ts";
import { firstKey } from "./first-key.ts";
import { startEmbedders } from "./start-embedders.ts";
import { startEngine } from "./start-engine.ts";
import { storeLocation } from "./store-location.ts";

/** Responses and completions are kept for days: this often is soon enough. */
const SWEEP_MILLISECONDS = 3_600_000;

export interface ServerStart {
  readonly config: Config;
  /** Reads the configuration anew, as the next start would. */
  readonly reload: () => Promise<Config>;
  readonly log: Logger;
  readonly onPullEvent: PullListener;
  /** Receives lines for people: what was picked, and why. */
  readonly say: (lines: readonly string[]) => void;
  /** Ends the start: a pull stops, nothing listens. */
  readonly signal: AbortSignal;
}

export interface RunningServer {
  /** Base URL with `/v1`. */
  readonly url: string;
  /** Whether requests need a key, as far as is known now. */
  readonly demandsKey: boolean;
  /** Takes no new work, lets running work finish for a while, then ends everything. */
  close(graceMilliseconds: number): Promise<void>;
}

/**
 * Fetches what is missing, loads the weights, and listens. Resolves when every model answers.
 *
 * @throws ConfigError, WeightsError, or the reason why an engine could not load.
 */
export async function startServer({
  config,
  reload,
  log,
  onPullEvent,
  say,
  signal,
}: ServerStart): Promise<RunningServer> {
  await using cleanup = new AsyncDisposableStack();
  cleanup.use(await acquireHomeLock(config.home));
  const store = await openStore(storeLocation(config));
  cleanup.defer(() => store.close());
  const files = new FileStorage({ store, blobs: await openBlobStore(blobLocation(config)) });
  const quantizer = nativeQuantizer();
  const options = { home: config.home, quantizer, onEvent: onPullEvent, signal };
  const greeting = await firstKey(config, store);
  if (greeting.length > 0) say(greeting);
  const embedders = await startEmbedders(config, options, (model, reason) =>
    log.error({ model, reason }, "an embedding process ended and is started again"),
  );
  cleanup.defer(() => embedders.stop());
  const { hostBytes, devices } = detectMemory(config.memory);
  const memory = { hostBytes: Math.max(0, hostBytes - embedders.bytes), devices };
  const loaded = await ensureServedWeights(config, memory, options);
  if (embedders.lines.length > 0) say(embedders.lines);

  const library = `llama.cpp ${openLlama().version}`;
  const weightsOf = new Map<ServedModel, ReadyWeights>();
  const engines: EngineClient[] = [];
  cleanup.defer(async () => {
    await Promise.all(engines.map((engine) => engine.stop(0)));
  });
  for (const served of loaded) {
    const { plan, weights, tiers } = served;
    const picked = describePlan(plan, weights.shape).map((line) => `  ${line}`);
    say([`${tiers.join(", ")}: ${weights.reference.title}`, ...picked]);
    const onCrash = (reason: string) =>
      log.error({ models: tiers, reason }, "an engine ended and is started again");
    const engine = startEngine(config, served, { library, onCrash });
    engines.push(engine);
    for (const tier of tiers) {
      weightsOf.set(tierModel(tier, { engine, contextLength: plan.contextLength }), weights);
    }
  }

  const server: ApiServer = createServer({
    models: new ServedModels(weightsOf.keys()),
    embeddings: embedders.models,
    machine: {
      config: reload,
      quantizer,
      memory: () => detectMemory(config.memory),
      memoryIsFixed: config.memory !== undefined,
      loaded: () => loaded,
    },
    store,
    files,
    host: config.host,
    port: config.port,
    ...(config.apiKey !== undefined && { apiKey: config.apiKey }),
    version,
    weightsIdentity: (model) => weightsOf.get(model)?.sha256 ?? "",
    log,
    deprecations: config.deprecations,
    prices: {
      list: configuredPrices(config.billing.prices),
      currency: config.billing.currency,
      machine: config.billing.machine,
    },
    cacheReport: config.cache.report,
    mcp: {
      allowedHosts: config.mcp.allowedHosts,
      timeoutMilliseconds: config.mcp.timeoutSeconds * 1000,
    },
    webhooks: {
      allowedHosts: config.webhooks.allowedHosts,
      timeoutMilliseconds: config.webhooks.timeoutSeconds * 1000,
    },
    batch: {
      concurrency: config.batch.concurrency ?? Math.ceil(config.limits.concurrentSequences * 1.5),
      enqueuedTokens: config.batch.enqueuedTokens,
    },
    fineTuning: {
      folder: join(config.home, "fine-tuning"),
      weightsOf: (model) => {
        const weights = weightsOf.get(model);
        return weights && { path: weights.path, sha256: weights.sha256, title: weights.reference.title };
      },
      threads: config.threads ?? availableParallelism(),
    },
    rateLimits: {
      requestsPerMinute: config.limits.requestsPerMinute,
      tokensPerMinute: config.limits.tokensPerMinute,
    },
    limits: {
      maximumBodyBytes: config.limits.bodyBytes,
      requestTimeoutMilliseconds: config.limits.requestTimeoutSeconds * 1000,
    },
  });
  // Listening comes before loading, so that /readyz can say that it is not yet.
  await server.listen();
  cleanup.defer(() => server.close(0));
  const sweeping = new AbortController();
  const onError = (err: unknown) => log.error({ err }, "what is out of date could not be deleted");
  const sweep = async () => {
    const result = await store.sweep();
    await files.sweep();
    return result;
  };
  const sweeper = runSweeper(
    { sweep },
    {
      intervalMilliseconds: SWEEP_MILLISECONDS,
      signal: sweeping.signal,
      onError,
    },
  );
  cleanup.defer(async () => {
    sweeping.abort();
    await sweeper;
  });
  const ready = [...engines.map((engine) => engine.ready()), embedders.ready()];
  await Promise.all(ready.map((loading) => Promise.race([loading, aborted(signal)])));

  const demandsKey =
    config.apiKey !== undefined || !isLoopbackHost(config.host) || (await store.apiKeys.any());
  const running = cleanup.move();
  return {
    url: server.url,
    demandsKey,
    close: async (graceMilliseconds) => {
      await server.close(graceMilliseconds);
      await running.disposeAsync();
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
