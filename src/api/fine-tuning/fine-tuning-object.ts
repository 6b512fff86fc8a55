import { z } from "@hono/zod-openapi";
import type { FineTuningHyperparameters, FineTuningJob } from "../../store/index.ts";
import { listSchema } from "../lists/list-page.ts";
import { billedTokens } from "./training-usage.ts";

const choice = z.union([z.literal("auto"), z.number()]);
const hyperparameters = z.object({
  batch_size: choice,
  learning_rate_multiplier: choice,
  n_epochs: choice,
});

const method = z.discriminatedUnion("type", [
  z.object({ type: z.literal("supervised"), supervised: z.object({ hyperparameters }) }),
  z.object({
    type: z.literal("dpo"),
    dpo: z.object({ hyperparameters: hyperparameters.extend({ beta: choice }) }),
  }),
]);

export const jobObject = z
  .object({
    id: z.string(),
    object: z.literal("fine_tuning.job"),
    model: z.string(),
    created_at: z.int(),
    finished_at: z.int().nullable(),
    fine_tuned_model: z.string().nullable(),
    organization_id: z.string(),
    result_files: z.array(z.string()),
    status: z.enum(["validating_files", "queued", "running", "paused", "succeeded", "failed", "cancelled"]),
    training_file: z.string(),
    validation_file: z.string().nullable(),
    hyperparameters,
    method,
    trained_tokens: z.int().nullable(),
    error: z.object({ code: z.string(), message: z.string(), param: z.string().nullable() }).nullable(),
    user_provided_suffix: z.string().nullable(),
    seed: z.int(),
    estimated_finish: z.int().nullable(),
    integrations: z.array(z.unknown()).max(0),
    metadata: z.record(z.string(), z.string()).nullable(),
  })
  .openapi("FineTuningJob");

export const jobList = listSchema(jobObject).openapi("ListPaginatedFineTuningJobsResponse");

export function toJobObject(job: FineTuningJob, organization: string): z.infer<typeof jobObject> {
  const { request } = job;
  const chosen = job.hyperparameters ?? request.hyperparameters;
  const shown = toHyperparameters(chosen);
  return {
    id: job.id,
    object: "fine_tuning.job",
    model: request.model,
    created_at: job.createdAt,
    finished_at: job.finishedAt ?? null,
    fine_tuned_model: job.fineTunedModel ?? null,
    organization_id: organization,
    result_files: job.resultFileId === undefined ? [] : [job.resultFileId],
    status: job.status,
    training_file: request.trainingFileId,
    validation_file: request.validationFileId ?? null,
    hyperparameters: shown,
    method:
      request.method === "dpo"
        ? { type: "dpo", dpo: { hyperparameters: { ...shown, beta: chosen.beta ?? "auto" } } }
        : { type: "supervised", supervised: { hyperparameters: shown } },
    trained_tokens: billedTokens(job) ?? null,
    error: job.error ?? null,
    user_provided_suffix: request.suffix ?? null,
    seed: request.seed,
    estimated_finish: job.estimatedFinish ?? null,
    integrations: [],
    metadata: request.metadata === undefined ? null : { ...request.metadata },
  };
}

function toHyperparameters({ batchSize, learningRateMultiplier, epochs }: FineTuningHyperparameters) {
  return { batch_size: batchSize, learning_rate_multiplier: learningRateMultiplier, n_epochs: epochs };
}
