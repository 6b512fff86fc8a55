import { requestJson } from "../api/request.ts";
import { typedNumber } from "../api/typed-number.ts";
import type { UploadedFile } from "./chosen-file.ts";
import type { Job } from "./job.ts";

/** A job as it was typed. An empty text is a setting that is not sent. */
export interface JobDraft {
  readonly training: UploadedFile;
  readonly validation: UploadedFile | undefined;
  readonly model: string;
  readonly method: "supervised" | "dpo";
  readonly suffix: string;
  readonly seed: string;
  readonly epochs: string;
  readonly batchSize: string;
  readonly learningRateMultiplier: string;
  readonly beta: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export function startJob(draft: JobDraft): Promise<Job> {
  return requestJson<Job>("/v1/fine_tuning/jobs", { body: jobBody(draft) });
}

/** The request's body. What is wrong with it is the server's to say. */
export function jobBody(draft: JobDraft): Record<string, unknown> {
  const { training, validation, model, method, suffix, metadata } = draft;
  const hyperparameters = {
    n_epochs: typedNumber(draft.epochs),
    batch_size: typedNumber(draft.batchSize),
    learning_rate_multiplier: typedNumber(draft.learningRateMultiplier),
    ...(method === "dpo" && { beta: typedNumber(draft.beta) }),
  };
  return {
    model,
    training_file: training.id,
    validation_file: validation?.id,
    suffix: suffix.trim() || undefined,
    seed: typedNumber(draft.seed),
    method: { type: method, [method]: { hyperparameters } },
    metadata: { file: training.name.slice(0, 512), ...metadata },
  };
}
