import type { NativeLibrary } from "./native-library.ts";

export type DeviceKind = "cpu" | "gpu" | "integrated-gpu" | "accelerator" | "unknown";

/** A compute device that the loaded build can use. Memory is in bytes. */
export interface DeviceInfo {
  readonly name: string;
  readonly description: string;
  readonly kind: DeviceKind;
  readonly memoryFree: number;
  readonly memoryTotal: number;
}

const kinds: readonly DeviceKind[] = ["cpu", "gpu", "integrated-gpu", "accelerator"];

export function listDevices(library: NativeLibrary): DeviceInfo[] {
  const [free, total] = [new BigUint64Array(1), new BigUint64Array(1)];
  return Array.from({ length: library.deviceCount() }, (_, index) => {
    const device = library.device(index);
    library.deviceMemory(device, free, total);
    return {
      name: library.deviceName(device),
      description: library.deviceDescription(device),
      kind: kinds[library.deviceKind(device)] ?? "unknown",
      memoryFree: Number(free[0]),
      memoryTotal: Number(total[0]),
    };
  });
}
