import type { KvType } from "../../config/index.ts";
import type { MachineMemory } from "./machine-memory.ts";
import type { Load, Placement } from "./placement.ts";

export interface PlanRequest {
  readonly memory: MachineMemory;
  /** What is set is kept to; what is absent is chosen. */
  readonly contextLength?: number | undefined;
  readonly kvType?: KvType | undefined;
  readonly gpuLayers?: number | undefined;
  /** How far beyond the trained context YaRN may go. */
  readonly yarnFactor: number;
  /** Sequences that will be generated side by side. */
  readonly concurrentSequences: number;
}

/** How a model is loaded on this machine. */
export interface FittingPlan {
  readonly kind: "fits";
  /** Tokens one sequence may hold. */
  readonly contextLength: number;
  /** Tokens all sequences together may hold. */
  readonly cells: number;
  /** Sequences, running and cached, that may exist at a time. */
  readonly sequences: number;
  readonly kvType: KvType;
  readonly placement: Placement;
  /** Present when the context is stretched beyond the trained one. */
  readonly yarn?: { readonly factor: number; readonly originalContext: number };
  readonly load: Load;
  readonly totalBytes: number;
}

export interface SmallestLoad {
  readonly contextLength: number;
  readonly kvType: KvType;
  readonly load: Load;
}

/** Why a model cannot be loaded as asked. */
export type Refusal =
  | { readonly kind: "context-too-long"; readonly contextLength: number; readonly maximum: number }
  | { readonly kind: "kv-type-unsupported"; readonly kvType: KvType }
  | {
      readonly kind: "too-little-memory";
      /** The smallest configuration that keeps to the request. */
      readonly smallest: SmallestLoad;
      readonly neededBytes: number;
      readonly availableBytes: number;
    };

export type MemoryPlan = FittingPlan | Refusal;
