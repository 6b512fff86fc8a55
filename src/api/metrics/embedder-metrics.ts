import { Counter, Gauge, type Registry } from "prom-client";
import type { EmbedderMetrics } from "../../engine/index.ts";
import type { EmbeddingModel } from "../../inference/index.ts";

type Reading = (metrics: EmbedderMetrics) => number;

const COUNTERS: Readonly<Record<string, readonly [help: string, read: Reading]>> = {
  requests_total: ["Requests whose vectors were made.", (metrics) => metrics.requests],
  inputs_total: ["Vectors made.", (metrics) => metrics.inputs],
  tokens_total: ["Tokens computed for them.", (metrics) => metrics.tokens],
  restarts_total: ["Times the process was started again.", (metrics) => metrics.restarts],
};

const GAUGES: Readonly<Record<string, readonly [help: string, read: Reading]>> = {
  pending_requests: ["Requests that wait or are computed.", (metrics) => metrics.pendingRequests],
  ready: [
    "1 where the process answers, 0 while it starts or restarts.",
    (metrics) => (metrics.isReady ? 1 : 0),
  ],
};

/** Publishes what embedding processes did, read at each scrape, by the names of their models. */
export function registerEmbedderMetrics(
  register: Registry,
  models: ReadonlyMap<string, EmbeddingModel>,
): void {
  const common = { labelNames: ["model"], registers: [register] };
  for (const [name, [help, read]] of Object.entries(COUNTERS)) {
    new Counter({
      ...common,
      name: `fourone_embedder_${name}`,
      help,
      collect() {
        this.reset();
        for (const [model, { embedder }] of models) this.inc({ model }, read(embedder.metrics()));
      },
    });
  }
  for (const [name, [help, read]] of Object.entries(GAUGES)) {
    new Gauge({
      ...common,
      name: `fourone_embedder_${name}`,
      help,
      collect() {
        this.reset();
        for (const [model, { embedder }] of models) this.set({ model }, read(embedder.metrics()));
      },
    });
  }
}
