import { z } from "@hono/zod-openapi";
import { supervisedHyperparameters } from "../../fine-tuning/fine-tuning-schema.ts";
import { metadataField } from "../../validation/fields.ts";
import { MOST_HELD_OUT } from "./selection/split-prompts.ts";

/** Prompts of one distillation. */
export const MOST_PROMPTS = 50_000;
export const USUAL_PROMPTS = 10_000;

const seconds = () => z.int().min(0);

/** Which stored completions are looked at. */
const filter = z
  .strictObject({
    metadata: metadataField().nullish().openapi({ description: "Every pair must be there." }),
    created_after: seconds().nullish().openapi({ description: "Unix seconds; later than this." }),
    created_before: seconds().nullish().openapi({ description: "Unix seconds; earlier than this." }),
  })
  .openapi("FouroneDistillationFilter");

const selection = {
  teacher: z.string().min(1).max(256).openapi({ description: "The model whose stored answers are learned." }),
  filter: filter.nullish(),
  limit: z
    .int()
    .min(1)
    .max(MOST_PROMPTS)
    .nullish()
    .openapi({ description: "At most so many prompts, the newest.", default: USUAL_PROMPTS }),
  held_out: z
    .number()
    .min(0)
    .max(MOST_HELD_OUT)
    .refine((wish) => wish < 1 || Number.isInteger(wish), "Expected a share below 1, or a whole number.")
    .nullish()
    .openapi({
      description:
        "Prompts that are not learned but compared on: a share of them below 1, or a number. By default a tenth, " +
        "at most 50.",
    }),
  seed: z
    .int()
    .min(0)
    .max(2_147_483_647)
    .nullish()
    .openapi({ description: "Decides which prompts are held out, and the order of training." }),
};

export const previewRequest = z.strictObject(selection).openapi("FouroneDistillationPreviewRequest");

export const distillationRequest = z
  .strictObject({
    ...selection,
    student: z
      .string()
      .min(1)
      .max(256)
      .nullish()
      .openapi({ description: "The model that learns. Not needed without `train`." }),
    train: z
      .boolean()
      .nullish()
      .openapi({ description: "False: only the files are made, to be trained on elsewhere.", default: true }),
    name: z.string().min(1).max(120).nullish(),
    suffix: z.string().min(1).max(64).nullish().openapi({ description: "Part of the tuned model's name." }),
    hyperparameters: supervisedHyperparameters,
  })
  .openapi("CreateFouroneDistillationRequest");

export type PreviewRequest = z.infer<typeof previewRequest>;
export type DistillationRequest = z.infer<typeof distillationRequest>;

export const distillationPath = z.object({ distillation_id: z.string().max(128) });
