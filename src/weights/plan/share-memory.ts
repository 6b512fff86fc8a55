import type { ModelShape } from "../gguf/model-shape.ts";
import type { MachineMemory } from "./machine-memory.ts";
import type { MemoryPlan, PlanRequest } from "./memory-plan.ts";
import { totalBytes } from "./placement.ts";
import { planMemory, smallestLoad } from "./plan-memory.ts";

/** A model that is to be loaded beside others. */
export interface SharingModel {
  readonly shape: ModelShape;
  readonly request: Omit<PlanRequest, "memory">;
}

function portion({ hostBytes, devices }: MachineMemory, fraction: number): MachineMemory {
  const part = (bytes: number) => Math.floor(bytes * fraction);
  return {
    hostBytes: part(hostBytes),
    devices: devices.map((device) => ({ ...device, freeBytes: part(device.freeBytes) })),
  };
}

function without(memory: MachineMemory, plan: MemoryPlan): MachineMemory {
  if (plan.kind !== "fits") return memory;
  const { hostBytes, deviceBytes } = plan.placement;
  const all = memory.devices.reduce((sum, { freeBytes }) => sum + freeBytes, 0);
  const left = Math.max(0, 1 - deviceBytes / Math.max(1, all));
  const shared = memory.devices.length > 0 && memory.devices.every(({ sharedWithHost }) => sharedWithHost);
  return {
    hostBytes: memory.hostBytes - hostBytes - (shared ? deviceBytes : 0),
    devices: memory.devices.map((device) => ({ ...device, freeBytes: Math.floor(device.freeBytes * left) })),
  };
}

/**
 * Plans several models for one machine. Each gets memory in proportion to the least it needs; what
 * one leaves over goes to those after it. So without a GPU all fit whenever their least needs do.
 */
export function shareMemory(models: readonly SharingModel[], memory: MachineMemory): readonly MemoryPlan[] {
  const needs = models.map(({ shape, request }) =>
    totalBytes(smallestLoad(shape, { ...request, memory }).load),
  );
  const plans: MemoryPlan[] = [];
  let left = memory;
  for (const [index, { shape, request }] of models.entries()) {
    const still = needs.slice(index).reduce((sum, need) => sum + need, 0);
    const plan = planMemory(shape, { ...request, memory: portion(left, (needs[index] ?? 0) / still) });
    plans.push(plan);
    left = without(left, plan);
  }
  return plans;
}
