import { z } from "@hono/zod-openapi";
import type { Engine, EngineMetrics } from "../../../engine/index.ts";
import { describePlan, type ServedWeights } from "../../../weights/index.ts";

const count = () => z.int().min(0);
const bytes = () => count().openapi({ description: "Bytes." });
const tier = z.object({ bytes: bytes(), budget_bytes: bytes() });

export const planObject = z
  .object({
    context_length: count(),
    cells: count().openapi({ description: "Tokens that all sequences together may hold." }),
    sequences: count(),
    kv_type: z.string(),
    gpu_layers: count(),
    host_bytes: bytes(),
    device_bytes: bytes(),
    weights_bytes: bytes(),
    keys_and_values_bytes: bytes(),
    recurrent_bytes: bytes(),
    compute_bytes: bytes(),
    total_bytes: bytes(),
    notes: z.array(z.string()).openapi({ description: "The same in words." }),
  })
  .openapi("FouroneMemoryPlan");

export const engineObject = z
  .object({
    id: z.string(),
    object: z.literal("fourone.engine"),
    models: z.array(z.string()).openapi({ description: "Models that are served from it." }),
    state: z.enum(["starting", "ready", "restarting", "stopping", "stopped"]),
    restarts: count(),
    requests: z.object({ queued: count(), running: count(), sequences: count() }),
    tokens: z
      .object({
        prompt: count(),
        cached: count(),
        prefilled: count(),
        generated: count(),
        accepted_prediction: count(),
        rejected_prediction: count(),
      })
      .openapi({ description: "Since the engine process started." }),
    seconds: z
      .object({ prefill: z.number(), decode: z.number() })
      .openapi({ description: "Spent computing since the engine process started." }),
    cache: z.object({
      hit_rate: z.number().openapi({ description: "Cached part of all prompt tokens, 0 to 1." }),
      cells: z.object({ total: count(), active: count(), cached: count(), bytes: bytes() }),
      memory: tier,
      disk: tier,
    }),
    weights: z
      .object({ id: z.string(), title: z.string(), license: z.string(), bytes: bytes(), sha256: z.string() })
      .nullable()
      .openapi({ description: "Null where weights are not this server's to load." }),
    plan: planObject.nullable(),
  })
  .openapi("FouroneEngine");

export type EngineObject = z.infer<typeof engineObject>;
export type PlanObject = z.infer<typeof planObject>;

export function toEngineObject(
  id: string,
  models: readonly string[],
  engine: Engine,
  served: ServedWeights | undefined,
): EngineObject {
  const metrics = engine.metrics();
  return {
    id,
    object: "fourone.engine",
    models: [...models],
    state: engine.state,
    restarts: metrics.restarts,
    requests: {
      queued: metrics.queuedRequests,
      running: metrics.runningRequests,
      sequences: metrics.runningSequences,
    },
    tokens: {
      prompt: metrics.promptTokens,
      cached: metrics.cachedTokens,
      prefilled: metrics.prefillTokens,
      generated: metrics.decodeTokens,
      accepted_prediction: metrics.acceptedDraftTokens,
      rejected_prediction: metrics.rejectedDraftTokens,
    },
    seconds: { prefill: metrics.prefillSeconds, decode: metrics.decodeSeconds },
    cache: toCacheObject(metrics, served),
    weights: served === undefined ? null : toWeightsObject(served),
    plan: served === undefined ? null : toPlanObject(served),
  };
}

function toCacheObject(metrics: EngineMetrics, served: ServedWeights | undefined): EngineObject["cache"] {
  const { promptTokens, cachedTokens, blocks, cells } = metrics;
  return {
    hit_rate: promptTokens === 0 ? 0 : cachedTokens / promptTokens,
    cells: { ...cells, bytes: served?.plan.load.keysAndValues ?? 0 },
    memory: { bytes: blocks.memoryBytes, budget_bytes: blocks.memoryBudget },
    disk: { bytes: blocks.diskBytes, budget_bytes: blocks.diskBudget },
  };
}

function toWeightsObject({ weights }: ServedWeights): NonNullable<EngineObject["weights"]> {
  const { reference, bytes, sha256 } = weights;
  return { id: reference.id, title: reference.title, license: reference.license, bytes, sha256 };
}

export function toPlanObject({
  plan,
  weights,
}: Pick<ServedWeights, "plan"> & { readonly weights: Pick<ServedWeights["weights"], "shape"> }): PlanObject {
  return {
    context_length: plan.contextLength,
    cells: plan.cells,
    sequences: plan.sequences,
    kv_type: plan.kvType,
    gpu_layers: plan.placement.gpuLayers,
    host_bytes: plan.placement.hostBytes,
    device_bytes: plan.placement.deviceBytes,
    weights_bytes: plan.load.weights,
    keys_and_values_bytes: plan.load.keysAndValues,
    recurrent_bytes: plan.load.recurrent,
    compute_bytes: plan.load.compute,
    total_bytes: plan.totalBytes,
    notes: [...describePlan(plan, weights.shape)],
  };
}
