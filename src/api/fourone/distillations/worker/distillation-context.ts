import type { ApiServices } from "../../../api-environment.ts";
import type { Lane } from "../../../batches/worker/lane.ts";
import type { JobHolder } from "../../../held-job.ts";
import type { Dispatch } from "../../../internal-dispatch.ts";

export interface DistillationContext extends JobHolder {
  readonly services: ApiServices;
  readonly dispatch: Dispatch;
  /** Answers that are asked for at once, of all distillations. */
  readonly lane: Lane;
}
