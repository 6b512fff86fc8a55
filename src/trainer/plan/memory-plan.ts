import { freemem } from "node:os";
import { type AdapterShape, adapterTensors, parameterCount } from "../adapter/adapter-weights.ts";
import type { DecoderShape } from "../model/model-shape.ts";
import { TrainerError } from "../trainer-error.ts";

/** How a training uses memory, decided before anything is computed. */
export interface MemoryPlan {
  /** Tokens computed at once; also the most an example may have. */
  readonly batchTokens: number;
  /** Layers are computed again on the way back. */
  readonly recompute: boolean;
  /** Weights are laid out anew for speed, beside the file. */
  readonly repack: boolean;
  readonly bytes: MemoryParts;
  readonly budget: number;
}

export interface MemoryParts {
  readonly weights: number;
  readonly transposed: number;
  readonly repacked: number;
  /** Parameters, gradients and moments, with their copies outside the backend. */
  readonly adapter: number;
  readonly activations: number;
}

export interface MemoryPlanRequest {
  readonly shape: DecoderShape;
  readonly adapter: AdapterShape;
  readonly fileBytes: number;
  /** Bytes a weight takes in its transposed copy. */
  readonly transposedBytes: number;
  /** Tokens of the longest example, before truncation. */
  readonly longestExample: number;
  readonly budget?: number;
}

/** Enough for products to run at full speed; more only takes memory. */
const PREFERRED_BATCH = 512;
const SMALLEST_BATCH = 64;
/** Examples are cut at this length even where there is memory: attention costs its square. */
const LONGEST_BATCH = 8192;

/** Free memory but for a part, so that the machine stays usable. */
export function defaultBudget(): number {
  return Math.floor(freemem() * 0.85);
}

/**
 * The fastest way that fits: keeping what layers compute before computing it again, weights laid out
 * anew where there is room, whole examples before cut ones.
 * @throws TrainerError `out-of-memory`
 */
export function planMemory(request: MemoryPlanRequest): MemoryPlan {
  const { shape, adapter, fileBytes, longestExample } = request;
  const budget = request.budget ?? defaultBudget();
  const longest = Math.min(roundUp(longestExample, 32), LONGEST_BATCH, shape.trainedContext);
  const lengths = [Math.max(longest, PREFERRED_BATCH)];
  for (let length = longest; length >= SMALLEST_BATCH; length = Math.floor(length / 64) * 32)
    lengths.push(length);
  const parameters = parameterCount(adapterTensors(shape, adapter));
  for (const batchTokens of new Set(lengths)) {
    for (const recompute of [false, true]) {
      for (const repack of [true, false]) {
        const bytes: MemoryParts = {
          weights: fileBytes,
          transposed: Math.ceil(matrixElements(shape) * request.transposedBytes),
          repacked: repack ? fileBytes : 0,
          adapter: parameters * 4 * 6,
          activations: activationBytes(shape, batchTokens, Math.min(longest, batchTokens), recompute),
        };
        const total = Object.values(bytes).reduce((sum, part) => sum + part, 0);
        if (total <= budget) return { batchTokens, recompute, repack, bytes, budget };
      }
    }
  }
  throw new TrainerError(
    "out-of-memory",
    `Training needs more than the ${gigabytes(budget)} of memory that it may use.`,
  );
}

/** One line a part, for people. */
export function describeMemoryPlan({ batchTokens, recompute, repack, bytes, budget }: MemoryPlan): string {
  const total = Object.values(bytes).reduce((sum, part) => sum + part, 0);
  return [
    `Memory: ${gigabytes(total)} of ${gigabytes(budget)}`,
    `  weights        ${gigabytes(bytes.weights)} (mapped from their file)`,
    `  transposed     ${gigabytes(bytes.transposed)}`,
    `  repacked       ${repack ? gigabytes(bytes.repacked) : "no"}`,
    `  adapter        ${gigabytes(bytes.adapter)}`,
    `  activations    ${gigabytes(bytes.activations)} for ${batchTokens} tokens at once${recompute ? ", layers computed twice" : ""}`,
  ].join("\n");
}

/** Elements of all frozen matrices that a token passes through. */
export function matrixElements({
  layers,
  width,
  feedForward,
  heads,
  keyValueHeads,
  headLength,
  vocabulary,
}: DecoderShape) {
  const attention = 2 * width * headLength * (heads + keyValueHeads);
  return layers * (attention + 3 * width * feedForward) + width * vocabulary;
}

/** What lies in memory at once, in numbers of four bytes, counted from the blocks and a little above what graphs take. */
function activationBytes(shape: DecoderShape, tokens: number, length: number, recompute: boolean): number {
  const { layers, width, feedForward, heads, keyValueHeads, headLength, vocabulary } = shape;
  const queries = heads * headLength;
  const keys = keyValueHeads * headLength;
  const kept = tokens * (4 * width + 3 * queries + 3 * keys + 3 * feedForward + heads * length);
  const backward = tokens * (6 * width + 6 * queries + 4 * keys + 6 * feedForward + 4 * heads * length);
  // Rows of the head on the backend and here.
  const head = 3 * vocabulary * Math.min(tokens, 1024);
  const layerInputs = layers * tokens * width;
  return 4 * (recompute ? layerInputs + kept + backward + head : layers * kept + backward + head);
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}
