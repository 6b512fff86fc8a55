import { z } from "@hono/zod-openapi";
import type { FineTuningHyperparameters } from "../../store/index.ts";
import { metadataField } from "../validation/fields.ts";

const auto = z.literal("auto");
const batchSize = z.union([auto, z.int().min(1).max(256)]).nullish();
const learningRateMultiplier = z.union([auto, z.number().gt(0).max(1000)]).nullish();
const epochs = z.union([auto, z.int().min(1).max(50)]).nullish();

const hyperparameters = {
  batch_size: batchSize,
  learning_rate_multiplier: learningRateMultiplier,
  n_epochs: epochs,
};

export const supervisedHyperparameters = z.strictObject(hyperparameters).nullish();
const preference = z
  .strictObject({ ...hyperparameters, beta: z.union([auto, z.number().gt(0).max(2)]).nullish() })
  .nullish();

const method = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("supervised"),
    supervised: z.strictObject({ hyperparameters: supervisedHyperparameters }).nullish(),
  }),
  z.strictObject({
    type: z.literal("dpo"),
    dpo: z.strictObject({ hyperparameters: preference }).nullish(),
  }),
]);

export const createJobRequest = z
  .strictObject({
    model: z.string().min(1).max(256),
    training_file: z.string().min(1).max(256).openapi({
      description: "A file of purpose `fine-tune`: one example a line, as JSON.",
    }),
    validation_file: z.string().min(1).max(256).nullish(),
    suffix: z.string().min(1).max(64).nullish().openapi({ description: "Part of the tuned model's name." }),
    seed: z.int().min(0).max(2_147_483_647).nullish(),
    method: method.nullish(),
    hyperparameters: supervisedHyperparameters.openapi({
      deprecated: true,
      description: "Of `supervised`; see `method`.",
    }),
    integrations: z.array(z.unknown()).max(5).nullish().openapi({ description: "There are none." }),
    metadata: metadataField().nullish(),
  })
  .openapi("CreateFineTuningJobRequest");

export type CreateJobRequest = z.infer<typeof createJobRequest>;

/** What was asked for; the rest is chosen. */
export function toHyperparameters(
  asked: z.infer<typeof supervisedHyperparameters>,
): FineTuningHyperparameters {
  return {
    batchSize: asked?.batch_size ?? "auto",
    learningRateMultiplier: asked?.learning_rate_multiplier ?? "auto",
    epochs: asked?.n_epochs ?? "auto",
  };
}

export const jobPath = z.object({ fine_tuning_job_id: z.string() });
