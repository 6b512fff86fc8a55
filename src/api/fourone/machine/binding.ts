import { z } from "@hono/zod-openapi";
import { kvTypes, type ServedTier, servedTiers } from "../../../config/index.ts";
import {
  inspectWeights,
  type MachineMemory,
  parseReference,
  planServed,
  resolveBindings,
  type ServedWeights,
  type WeightsReference,
} from "../../../weights/index.ts";
import { planObject, toPlanObject } from "../engines/engine-object.ts";
import type { Machine, MachineConfig } from "./machine.ts";
import { notHere, ownFile, weightsApiError } from "./machine-errors.ts";

export const bindRequest = z
  .strictObject({
    weights: z.string().min(1).max(512).openapi({
      description: "A name from the catalog, or hf:owner/repository:quantization.",
      example: "qwen3.5-4b-q4_k_m",
    }),
    context_length: z.int().min(256).max(1_048_576).optional(),
    kv_type: z.enum(kvTypes).optional(),
    gpu_layers: z.int().min(0).max(1_024).optional(),
  })
  .openapi("FouroneBindRequest");

export const bindingObject = z
  .object({
    id: z.enum(servedTiers),
    object: z.literal("fourone.binding"),
    weights: z.string(),
    title: z.string(),
    bound: z.boolean().openapi({ description: "False where the profile decides." }),
    loaded: z.boolean().openapi({ description: "False where this takes effect at the next start." }),
    plan: planObject.nullable().openapi({ description: "Null where the weights are not here." }),
    problem: z.string().nullable().openapi({ description: "Why the next start would fail." }),
  })
  .openapi("FouroneBinding");

export type BindingObject = z.infer<typeof bindingObject>;

/** What a client may name: files are looked for by the machine's own people alone. */
export function referenceOf(weights: string): WeightsReference {
  try {
    const reference = parseReference(weights);
    if (reference.source.kind === "file") throw ownFile();
    return reference;
  } catch (error) {
    throw weightsApiError(error, "weights");
  }
}

/** The configuration with one model bound as asked. */
export function withBinding(
  config: MachineConfig,
  model: ServedTier,
  { weights, context_length, kv_type, gpu_layers }: z.infer<typeof bindRequest>,
): MachineConfig {
  const binding = {
    weights,
    ...(context_length !== undefined && { contextLength: context_length }),
    ...(kv_type !== undefined && { kvType: kv_type }),
    ...(gpu_layers !== undefined && { gpuLayers: gpu_layers }),
  };
  return { ...config, models: { ...config.models, [model]: binding } };
}

/** What the next start would load. Throws an `ApiError` where weights are missing or do not fit. */
export async function planOf(config: MachineConfig, machine: Machine): Promise<readonly ServedWeights[]> {
  const ready = await Promise.all(
    resolveBindings(config).map(async (binding) => {
      const state = await inspectWeights(config.home, binding.reference);
      if (state.kind !== "ready") throw notHere(binding.reference.title);
      return { binding, weights: state.weights };
    }),
  );
  try {
    return planServed(ready, afterStop(machine), config.limits.concurrentSequences);
  } catch (error) {
    throw weightsApiError(error, "weights");
  }
}

/** Every model, what it is bound to, and how that would be loaded. */
export async function listBindings(config: MachineConfig, machine: Machine): Promise<BindingObject[]> {
  const planned = await planOf(config, machine).catch((error: Error) => error);
  return resolveBindings(config).flatMap(({ tiers, reference }) =>
    tiers.map((tier) => {
      const served = planned instanceof Error ? undefined : planned.find((one) => one.tiers.includes(tier));
      const now = machine.loaded().find((one) => one.tiers.includes(tier));
      return {
        id: tier,
        object: "fourone.binding" as const,
        weights: reference.id,
        title: reference.title,
        bound: config.models[tier]?.weights !== undefined,
        loaded: now?.weights.reference.id === reference.id && sameSettings(now, served),
        plan: served === undefined ? null : toPlanObject(served),
        problem: planned instanceof Error ? planned.message : null,
      };
    }),
  );
}

/** The memory there will be once what is loaded has been unloaded. Weights lie in the page cache anyway. */
function afterStop(machine: Machine): MachineMemory {
  const { hostBytes, devices } = machine.memory();
  const loaded = machine.loaded().map(({ plan }) => plan);
  const host = loaded.reduce(
    (sum, { placement, load }) => sum + Math.max(0, placement.hostBytes - load.weights),
    0,
  );
  const device = loaded.reduce((sum, { placement }) => sum + placement.deviceBytes, 0);
  return {
    hostBytes: hostBytes + (machine.memoryIsFixed ? 0 : host),
    devices: devices.map((one, index) => (index === 0 ? { ...one, freeBytes: one.freeBytes + device } : one)),
  };
}

function sameSettings(now: ServedWeights, next: ServedWeights | undefined): boolean {
  return next === undefined || now.plan.contextLength === next.plan.contextLength;
}
