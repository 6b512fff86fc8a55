import type { FineTuningJob, Repositories } from "../../../store/index.ts";
import type { TrainingFailure } from "../../../trainer/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import { endJob } from "../end-job.ts";
import { messageEvent } from "../told-events.ts";

/** In a transaction: the job failed, and says why. */
export async function failJob(
  repositories: Repositories,
  job: FineTuningJob,
  {
    code,
    message,
    param = null,
  }: { readonly code: TrainingFailure["code"] | "server_error"; readonly message: string } & {
    readonly param?: string | null | undefined;
  },
  services: Pick<ApiServices, "clock" | "random">,
): Promise<void> {
  const from = ["validating_files", "queued", "running"] as const;
  // The service's codes are spelled with underscores.
  const error = { code: code.replaceAll("-", "_"), message, param };
  const change = { status: "failed", error } as const;
  if ((await endJob(repositories, job, change, from, services)) === undefined) return;
  await repositories.fineTuning.events.add(messageEvent("failed", message, "error")(job.id, services));
}
