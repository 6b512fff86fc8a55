import { openLlama } from "../llama/index.ts";
import { type MachineMemory, machineMemory } from "../weights/index.ts";

/** What models may use of this machine and its GPUs, or of the budget. */
export function detectMemory(budget: number | undefined): MachineMemory {
  const devices = openLlama()
    .devices()
    .filter(({ kind }) => kind !== "cpu" && kind !== "accelerator")
    .map(({ name, memoryFree, kind }) => ({
      name,
      freeBytes: memoryFree,
      sharedWithHost: kind === "integrated-gpu",
    }));
  return machineMemory(devices, budget);
}
