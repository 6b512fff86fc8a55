import type { ModelShape } from "../gguf/model-shape.ts";
import type { MachineMemory } from "./machine-memory.ts";
import { weightBytes } from "./memory-figures.ts";

/** What a model wants of memory in one configuration. */
export interface Load {
  readonly weights: number;
  readonly keysAndValues: number;
  readonly recurrent: number;
  readonly compute: number;
}

/** How a load is spread over the machine and its devices. */
export interface Placement {
  /** Layers on devices, counted from the last; one more than there are layers includes the output head. */
  readonly gpuLayers: number;
  readonly hostBytes: number;
  readonly deviceBytes: number;
}

/** The engine's own process: runtime, libraries, tokenizer, the compiler of constraints. Measured: 160 to 210 MiB. */
export const processBytes = 208 * 2 ** 20;
/** What a GPU driver takes for a context and kernels before the first layer. */
const deviceOverheadBytes = 600 * 2 ** 20;

export function totalBytes({ weights, keysAndValues, recurrent, compute }: Load): number {
  return weights + keysAndValues + recurrent + compute + processBytes;
}

/** The placement with this many layers on devices. */
function place(shape: ModelShape, load: Load, gpuLayers: number): Placement {
  const all = weightBytes(shape);
  if (gpuLayers === 0) return { gpuLayers, hostBytes: totalBytes(load), deviceBytes: 0 };
  const whole = gpuLayers > shape.layers.length;
  const layers = shape.layers.slice(-gpuLayers).reduce((sum, { bytes }) => sum + bytes, 0);
  const weights = whole ? all - shape.embeddingBytes : layers;
  const states = load.keysAndValues + load.recurrent;
  const share = Math.min(1, gpuLayers / shape.layers.length);
  // Buffers are needed on both sides of a split.
  const hostCompute = whole ? 0 : load.compute;
  return {
    gpuLayers,
    hostBytes: Math.ceil(all - weights + states * (1 - share) + hostCompute + processBytes),
    deviceBytes: Math.ceil(weights + states * share + load.compute),
  };
}

function fits({ hostBytes, deviceBytes }: Placement, memory: MachineMemory): boolean {
  if (deviceBytes === 0) return hostBytes <= memory.hostBytes;
  const usable = memory.devices.map((device) => Math.max(0, device.freeBytes - deviceOverheadBytes));
  const shared = memory.devices.every(({ sharedWithHost }) => sharedWithHost);
  return (
    deviceBytes <= usable.reduce((sum, bytes) => sum + bytes, 0) &&
    hostBytes + (shared ? deviceBytes : 0) <= memory.hostBytes
  );
}

/**
 * Puts as many layers on devices as they hold, or exactly `wanted`. Nothing when the load does not
 * fit that way.
 */
export function findPlacement(
  shape: ModelShape,
  load: Load,
  memory: MachineMemory,
  wanted?: number,
): Placement | undefined {
  const most = memory.devices.length > 0 ? shape.layers.length + 1 : 0;
  const counts =
    wanted === undefined
      ? Array.from({ length: most + 1 }, (_, index) => most - index)
      : [Math.min(most, wanted)];
  return counts.map((count) => place(shape, load, count)).find((placement) => fits(placement, memory));
}
