import { Counter, Gauge, type Registry } from "prom-client";
import type { EngineMetrics } from "../../engine/index.ts";
import type { ServedModels } from "../../inference/index.ts";
import { namedEngines } from "../named-engines.ts";

type Reading = (metrics: EngineMetrics) => number;

const COUNTERS: Readonly<Record<string, readonly [help: string, read: Reading]>> = {
  prefill_tokens_total: ["Prompt tokens computed.", (metrics) => metrics.prefillTokens],
  prefill_seconds_total: ["Seconds of steps that were mostly prefill.", (metrics) => metrics.prefillSeconds],
  decode_tokens_total: ["Tokens generated.", (metrics) => metrics.decodeTokens],
  decode_seconds_total: ["Seconds of steps that were mostly decode.", (metrics) => metrics.decodeSeconds],
  prompt_tokens_total: ["Tokens of prompts, computed or cached.", (metrics) => metrics.promptTokens],
  cached_tokens_total: [
    "Prompt tokens taken from the prefix cache: work that was saved.",
    (metrics) => metrics.cachedTokens,
  ],
  accepted_draft_tokens_total: [
    "Predicted tokens that were right.",
    (metrics) => metrics.acceptedDraftTokens,
  ],
  rejected_draft_tokens_total: [
    "Predicted tokens that were wrong.",
    (metrics) => metrics.rejectedDraftTokens,
  ],
  steps_total: ["Steps of the scheduler.", (metrics) => metrics.steps],
  restarts_total: ["Times the engine process was started again.", (metrics) => metrics.restarts],
};

const GAUGES: Readonly<Record<string, readonly [help: string, read: Reading]>> = {
  queued_requests: ["Requests that wait.", (metrics) => metrics.queuedRequests],
  running_requests: ["Requests that are being answered.", (metrics) => metrics.runningRequests],
  running_sequences: ["Choices that are being generated.", (metrics) => metrics.runningSequences],
  prefill_tokens_per_second: [
    "Mean rate of prefill since the engine started.",
    (metrics) => ratio(metrics.prefillTokens, metrics.prefillSeconds),
  ],
  decode_tokens_per_second: [
    "Mean rate of decode since the engine started, all requests together.",
    (metrics) => ratio(metrics.decodeTokens, metrics.decodeSeconds),
  ],
  cache_hit_ratio: [
    "Part of all prompt tokens that came from the prefix cache.",
    (metrics) => ratio(metrics.cachedTokens, metrics.promptTokens),
  ],
  cache_memory_bytes: ["Bytes of saved prompts in memory.", (metrics) => metrics.blocks.memoryBytes],
  cache_memory_budget_bytes: [
    "Bytes that saved prompts may take in memory.",
    (metrics) => metrics.blocks.memoryBudget,
  ],
  cache_disk_bytes: ["Bytes of saved prompts on disk.", (metrics) => metrics.blocks.diskBytes],
  cache_disk_budget_bytes: [
    "Bytes that saved prompts may take on disk.",
    (metrics) => metrics.blocks.diskBudget,
  ],
  cells: ["Tokens that the KV cache can hold.", (metrics) => metrics.cells.total],
  active_cells: ["Tokens held for running requests.", (metrics) => metrics.cells.active],
  cached_cells: ["Tokens held for prefixes that may come again.", (metrics) => metrics.cells.cached],
};

/**
 * Publishes what the engines say of themselves, read at each scrape. An engine goes by the first
 * model that is served from it.
 */
export function registerEngineMetrics(register: Registry, models: ServedModels): void {
  const labelNames = ["engine"];
  const readAll = (set: (engine: string, metrics: EngineMetrics) => void) => {
    for (const [name, engine] of namedEngines(models)) set(name, engine.metrics());
  };
  for (const [name, [help, read]] of Object.entries(COUNTERS)) {
    new Counter({
      name: `fourone_engine_${name}`,
      help,
      labelNames,
      registers: [register],
      collect() {
        // A counter cannot be set: the engine counts, and begins anew when its process does.
        this.reset();
        readAll((engine, metrics) => this.inc({ engine }, read(metrics)));
      },
    });
  }
  for (const [name, [help, read]] of Object.entries(GAUGES)) {
    new Gauge({
      name: `fourone_engine_${name}`,
      help,
      labelNames,
      registers: [register],
      collect() {
        this.reset();
        readAll((engine, metrics) => this.set({ engine }, read(metrics)));
      },
    });
  }
  new Gauge({
    name: "fourone_engine_ready",
    help: "1 where the engine answers, 0 while it starts, restarts or stops.",
    labelNames,
    registers: [register],
    collect() {
      this.reset();
      for (const [name, engine] of namedEngines(models)) {
        this.set({ engine: name }, engine.state === "ready" ? 1 : 0);
      }
    },
  });
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
