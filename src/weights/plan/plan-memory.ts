import type { KvType } from "../../config/index.ts";
import type { ModelShape } from "../gguf/model-shape.ts";
import { candidates, longestContext } from "./candidates.ts";
import type { MachineMemory } from "./machine-memory.ts";
import {
  computeBytes,
  kvBytesPerToken,
  recurrentBytesPerSequence,
  supportsKvType,
  weightBytes,
} from "./memory-figures.ts";
import type { FittingPlan, MemoryPlan, PlanRequest, Refusal, SmallestLoad } from "./memory-plan.ts";
import { findPlacement, type Load, totalBytes } from "./placement.ts";

/** Room for this many full-length sequences at once, as long as cells stay below `plentyOfCells`. */
const parallelContexts = 8;
const plentyOfCells = 131_072;
/** llama.cpp's own limit. */
const mostSequences = 256;

function padCells(cells: number): number {
  return Math.ceil(cells / 256) * 256;
}

function loadOf(shape: ModelShape, kvType: KvType, cells: number, sequences: number): Load {
  return {
    weights: weightBytes(shape),
    keysAndValues: cells * kvBytesPerToken(shape, kvType),
    recurrent: sequences * recurrentBytesPerSequence(shape),
    compute: computeBytes(shape, cells, sequences),
  };
}

function availableBytes({ hostBytes, devices }: MachineMemory): number {
  return devices.reduce(
    (sum, { freeBytes, sharedWithHost }) => sum + (sharedWithHost ? 0 : freeBytes),
    hostBytes,
  );
}

/** Sequences every plan has room for. Each costs a row of logits, and a state where layers are recurrent. */
function fewestSequences({ concurrentSequences }: PlanRequest): number {
  return Math.min(8, concurrentSequences);
}

/** The plan with other numbers of cells and sequences, where that takes no more than `spare` bytes. */
function enlarge(
  shape: ModelShape,
  { memory }: PlanRequest,
  plan: FittingPlan,
  spare: number,
  size: Partial<Pick<FittingPlan, "cells" | "sequences">>,
): FittingPlan | undefined {
  const larger = { ...plan, ...size };
  const load = loadOf(shape, plan.kvType, larger.cells, larger.sequences);
  const total = totalBytes(load);
  const placement = findPlacement(shape, load, memory, plan.placement.gpuLayers);
  return placement && total - plan.totalBytes <= spare
    ? { ...larger, load, placement, totalBytes: total }
    : undefined;
}

/** Further sequences for a quarter of what is left: running ones twice over, so that idle ones stay cached. */
function addSequences(shape: ModelShape, request: PlanRequest, plan: FittingPlan): FittingPlan {
  const spare = (availableBytes(request.memory) - plan.totalBytes) / 4;
  const most = recurrentBytesPerSequence(shape) > 0 ? 2 * request.concurrentSequences : mostSequences;
  for (
    let sequences = Math.min(most, mostSequences);
    sequences > plan.sequences;
    sequences = sequences >> 1
  ) {
    const larger = enlarge(shape, request, plan, spare, { sequences });
    if (larger) return larger;
  }
  return plan;
}

/** Cells beyond one full sequence, for half of what is left. */
function addCells(shape: ModelShape, request: PlanRequest, plan: FittingPlan): FittingPlan {
  const spare = (availableBytes(request.memory) - plan.totalBytes) / 2;
  const most = Math.min(parallelContexts, Math.floor(plentyOfCells / plan.contextLength));
  for (let parallel = most; parallel > 1; parallel--) {
    const larger = enlarge(shape, request, plan, spare, { cells: padCells(parallel * plan.contextLength) });
    if (larger) return larger;
  }
  return plan;
}

/** The configuration that keeps to the request in the least memory. */
export function smallestLoad(shape: ModelShape, request: PlanRequest): SmallestLoad {
  const sequences = fewestSequences(request);
  return candidates(shape, request)
    .map(({ contextLength, kvType }) => ({
      contextLength,
      kvType,
      load: loadOf(shape, kvType, padCells(contextLength), sequences),
    }))
    .reduce((least, one) => (totalBytes(one.load) < totalBytes(least.load) ? one : least));
}

function refuse(shape: ModelShape, request: PlanRequest): Refusal {
  const smallest = smallestLoad(shape, request);
  return {
    kind: "too-little-memory",
    smallest,
    neededBytes: totalBytes(smallest.load),
    availableBytes: availableBytes(request.memory),
  };
}

/**
 * Chooses context length, cache type and placement for the memory there is: the longest context
 * first, exact keys and values before rounded ones, everything on the GPU before a longer context.
 */
export function planMemory(shape: ModelShape, request: PlanRequest): MemoryPlan {
  const { contextLength = 0, kvType = "f16" } = request;
  const maximum = Math.min(longestContext, shape.trainedContext * request.yarnFactor);
  if (contextLength > maximum) return { kind: "context-too-long", contextLength, maximum };
  if (!supportsKvType(shape, kvType)) return { kind: "kv-type-unsupported", kvType };
  const sequences = fewestSequences(request);
  for (const candidate of candidates(shape, request)) {
    const cells = padCells(candidate.contextLength);
    const load = loadOf(shape, candidate.kvType, cells, sequences);
    const wanted = candidate.wholeOnDevice ? shape.layers.length + 1 : request.gpuLayers;
    const placement = findPlacement(shape, load, request.memory, wanted);
    if (!placement) continue;
    const factor = candidate.contextLength / shape.trainedContext;
    const plan: FittingPlan = {
      kind: "fits",
      contextLength: candidate.contextLength,
      cells,
      sequences,
      kvType: candidate.kvType,
      placement,
      ...(factor > 1 ? { yarn: { factor, originalContext: shape.trainedContext } } : {}),
      load,
      totalBytes: totalBytes(load),
    };
    return addCells(shape, request, addSequences(shape, request, plan));
  }
  return refuse(shape, request);
}
