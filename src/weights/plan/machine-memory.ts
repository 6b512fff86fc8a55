import { freemem, totalmem } from "node:os";

/** Memory of a device beside the CPU that layers can be kept in. */
export interface DeviceMemory {
  readonly name: string;
  readonly freeBytes: number;
  /** It is the machine's own memory, as with integrated graphics; nothing is gained by the sum. */
  readonly sharedWithHost: boolean;
}

export interface MachineMemory {
  /** What models may use of the machine's own memory. */
  readonly hostBytes: number;
  readonly devices: readonly DeviceMemory[];
}

/** Left to the rest of the machine: a tenth of its memory (macOS: a quarter), at least half a gigabyte. */
function reserveBytes(total: number): number {
  return Math.max(512 * 2 ** 20, total / (process.platform === "darwin" ? 4 : 10));
}

function freeBytes(total: number): number {
  // macOS fills its memory with caches that it gives up on demand, and does not count them as free.
  if (process.platform === "darwin") return total;
  return Math.min(process.availableMemory(), freemem());
}

/**
 * What models may use: the budget where one is configured, else what is free, within a container's
 * limit, less a reserve.
 */
export function machineMemory(devices: readonly DeviceMemory[], budget?: number): MachineMemory {
  if (budget !== undefined) return { hostBytes: budget, devices };
  const total = Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
  return { hostBytes: Math.max(0, Math.floor(freeBytes(total) - reserveBytes(total))), devices };
}
