import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Config } from "../../config/index.ts";
import { EngineClient, type EngineOptions } from "../../engine/index.ts";
import type { ServedWeights } from "../../weights/index.ts";

export interface EngineStart {
  /** Name and version of the library that computes. */
  readonly library: string;
  readonly onCrash: (reason: string) => void;
}

/** Starts the engine process of planned weights. It loads while the caller goes on. */
export function startEngine(
  config: Config,
  served: ServedWeights,
  { library, onCrash }: EngineStart,
): EngineClient {
  const { weights, plan } = served;
  const engine: EngineOptions = {
    weightsFile: weights.path,
    contextLength: plan.contextLength,
    cells: plan.cells,
    sequences: plan.sequences,
    keyValueType: plan.kvType,
    threads: config.threads ?? availableParallelism(),
    gpuLayers: plan.placement.gpuLayers,
    maximumRunning: config.limits.concurrentSequences,
    maximumQueued: config.limits.queueLength,
    promptLookup: config.promptLookup,
    ...(plan.yarn !== undefined && {
      ropeScaling: {
        kind: "yarn" as const,
        frequencyScale: 1 / plan.yarn.factor,
        originalContext: plan.yarn.originalContext,
      },
    }),
    cache: {
      memoryBytes: config.cache.memory,
      diskBytes: config.cache.disk,
      folder: join(config.home, "cache"),
      fingerprint: fingerprint(served, library),
      title: weights.reference.title,
      defaultRetention: "24h",
    },
  };
  return new EngineClient({ engine, onCrash });
}

/** Saved prompt states are of use only where all of this is the same. */
function fingerprint({ weights, plan }: ServedWeights, library: string): string {
  const parts = [weights.sha256, plan.kvType, plan.yarn ?? null, library];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
