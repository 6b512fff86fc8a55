export {
  type CatalogEntry,
  type CatalogName,
  catalog,
  isCatalogName,
  type RequantizedType,
} from "./catalog.ts";
export { type EnsureOptions, ensureWeights, type ReadyWeights } from "./ensure-weights.ts";
export { type GgufHeader, readGgufHeader } from "./gguf/gguf-header.ts";
export { type ModelShape, modelShape } from "./gguf/model-shape.ts";
export { tensorTypes } from "./gguf/tensor-type.ts";
export { inspectWeights, type WeightsState } from "./inspect-weights.ts";
export { describePlan, describeRefusal } from "./plan/describe-plan.ts";
export { type DeviceMemory, type MachineMemory, machineMemory } from "./plan/machine-memory.ts";
export type { FittingPlan, MemoryPlan, PlanRequest, Refusal } from "./plan/memory-plan.ts";
export { planMemory } from "./plan/plan-memory.ts";
export { isProfileName, isServedTier, profiles, weightsOfProfile } from "./profiles.ts";
export type { PullEvent, PullListener } from "./pull-event.ts";
export { parseReference, type WeightsReference } from "./reference.ts";
export type { Quantizer } from "./requantize.ts";
export {
  type BindingConfig,
  ensureServedWeights,
  planServed,
  resolveBindings,
  type ServedWeights,
  type WeightsBinding,
} from "./served-weights.ts";
export { describeSource, type WeightsSource } from "./sources/weights-source.ts";
export { freeBytesOnDisk } from "./transfer/disk-space.ts";
export { WeightsError, type WeightsErrorCode } from "./weights-error.ts";
