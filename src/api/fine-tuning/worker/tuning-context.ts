import type { ApiServices } from "../../api-environment.ts";
import type { JobHolder } from "../../held-job.ts";
import type { FineTuningOptions } from "../fine-tuning-options.ts";

export interface TuningContext extends JobHolder {
  readonly services: ApiServices;
  readonly options: FineTuningOptions & {
    readonly leaseMilliseconds: number;
    readonly pollMilliseconds: number;
  };
}
