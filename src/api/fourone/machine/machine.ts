import type { Config } from "../../../config/index.ts";
import type { BindingConfig, MachineMemory, Quantizer, ServedWeights } from "../../../weights/index.ts";

export type MachineConfig = BindingConfig & Pick<Config, "home" | "limits">;

/** The machine that weights lie and are loaded on. Given by whoever starts the server. */
export interface Machine {
  /** The configuration as it would be in force after a start now. Rejects where it is faulty. */
  config(): Promise<MachineConfig>;
  readonly quantizer: Quantizer;
  /** What models may use of this machine at this moment, or the budget that is configured. */
  memory(): MachineMemory;
  /** A budget does not shrink by what is loaded; free memory does. */
  readonly memoryIsFixed: boolean;
  /** Weights that engines have loaded, or load. */
  loaded(): readonly ServedWeights[];
}
