import type { KvType } from "../../config/index.ts";
import type { ModelShape } from "../gguf/model-shape.ts";
import { supportsKvType } from "./memory-figures.ts";
import type { PlanRequest } from "./memory-plan.ts";

/** The longest context that OpenAI's models of this name take. */
export const longestContext = 1_048_576;
/** A context below which a chat model is of little use. */
const shortestContext = 2_048;
/** Up to here a coarser cache is worth the length; beyond it, precision is worth more. */
const comfortableContext = 32_768;

/** One configuration to try. */
export interface Candidate {
  readonly contextLength: number;
  readonly kvType: KvType;
  /** Only worth having when every layer is on a device. */
  readonly wholeOnDevice: boolean;
}

function contextLengths({ trainedContext }: ModelShape, { contextLength }: PlanRequest): readonly number[] {
  if (contextLength !== undefined) return [contextLength];
  const full = Math.min(longestContext, Math.max(1, trainedContext));
  const halvings = Array.from({ length: 20 }, (_, index) => Math.floor(full / 2 ** index));
  return [full, ...halvings.filter((length) => length < full && length >= shortestContext)];
}

function kvTypesFor(shape: ModelShape, request: PlanRequest, contextLength: number): readonly KvType[] {
  if (request.kvType) return [request.kvType];
  const coarse = contextLength <= comfortableContext || request.contextLength !== undefined;
  const types: readonly KvType[] = coarse ? ["f16", "q8_0", "q4_0"] : ["f16", "q8_0"];
  return types.filter((type) => supportsKvType(shape, type));
}

/** All configurations that keep to the request, the most wanted first. */
export function candidates(shape: ModelShape, request: PlanRequest): readonly Candidate[] {
  const all = contextLengths(shape, request).flatMap((contextLength) =>
    kvTypesFor(shape, request, contextLength).map((kvType) => ({
      contextLength,
      kvType,
      wholeOnDevice: false,
    })),
  );
  if (request.memory.devices.length === 0 || request.gpuLayers !== undefined) return all;
  // A context above the comfortable one is not worth pushing layers off the GPU.
  const floor = Math.min(comfortableContext, all[0]?.contextLength ?? 0);
  return [
    ...all
      .filter(({ contextLength }) => contextLength >= floor)
      .map((one) => ({ ...one, wholeOnDevice: true })),
    ...all.filter(({ contextLength }) => contextLength <= floor || request.contextLength !== undefined),
  ];
}
