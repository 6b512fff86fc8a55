import { z } from "@hono/zod-openapi";
import type { Distillation } from "../../../store/index.ts";
import { listSchema } from "../../lists/list-page.ts";
import { type Comparison, comparisonObject } from "./comparison/comparison-object.ts";
import type { SelectedPrompts } from "./selection/select-prompts.ts";

const count = () => z.int().min(0);
const seconds = () => z.int().nullable().openapi({ description: "Unix seconds." });
const shortened = () => z.string().openapi({ description: "Shortened where it is long." });

export const countsObject = z
  .object({
    matched: count().openapi({ description: "Stored completions that were looked at, the newest first." }),
    unusable: z
      .object({
        truncated: count().openapi({ description: "Cut by a limit on tokens." }),
        refused: count().openapi({ description: "The teacher refused, or its answer was filtered." }),
        not_text: count().openapi({ description: "With images, audio or files." }),
        too_long: count().openapi({ description: "More than a megabyte, which no training takes." }),
        unsupported: count().openapi({ description: "What the training format has no place for." }),
      })
      .openapi({ description: "Those that cannot be learned from, by the first reason found." }),
    duplicates: count().openapi({ description: "Older answers to a prompt that has a newer one." }),
    training: count().openapi({ description: "Prompts to be learned." }),
    held_out: count().openapi({ description: "Prompts to be compared on." }),
  })
  .openapi("FouroneDistillationCounts");

export const distillationObject = z
  .object({
    id: z.string(),
    object: z.literal("fourone.distillation"),
    name: z.string().nullable(),
    status: z.enum(["preparing", "training", "comparing", "succeeded", "failed", "cancelled"]),
    teacher: z.string(),
    student: z.string().nullable(),
    filter: z.object({
      metadata: z.record(z.string(), z.string()).nullable(),
      created_after: seconds(),
      created_before: seconds(),
    }),
    limit: z.int(),
    held_out: z.number().nullable().openapi({ description: "As it was asked for." }),
    seed: z.int(),
    suffix: z.string().nullable(),
    train: z.boolean(),
    counts: countsObject.nullable().openapi({ description: "Null while preparing." }),
    answers: z
      .object({ done: count(), total: count() })
      .nullable()
      .openapi({ description: "The student's answers to held-out prompts, before and after." }),
    training_file: z.string().nullable(),
    held_out_file: z.string().nullable(),
    fine_tuning_job: z.string().nullable(),
    fine_tuned_model: z.string().nullable(),
    comparison: comparisonObject.nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    created_at: z.int(),
    finished_at: seconds(),
  })
  .openapi("FouroneDistillation");

export const distillationList = listSchema(distillationObject).openapi("FouroneDistillationList");

export const previewObject = z
  .object({
    object: z.literal("fourone.distillation.preview"),
    counts: countsObject,
    training_tokens: count().openapi({
      description: "Of prompts and answers to be learned, once, as the teacher counted them.",
    }),
    samples: z.array(
      z.object({
        completion_id: z.string(),
        created_at: z.int(),
        prompt: shortened(),
        answer: shortened(),
      }),
    ),
  })
  .openapi("FouroneDistillationPreview");

export const deletedDistillation = z.object({
  id: z.string(),
  object: z.literal("fourone.distillation.deleted"),
  deleted: z.literal(true),
});

type Counts = z.infer<typeof countsObject>;
export type Preview = z.infer<typeof previewObject>;

/** `answers`: how many of the student's there are, of how many. */
export function toWire(
  distillation: Distillation,
  answers: { readonly done: number; readonly total: number },
): z.infer<typeof distillationObject> {
  const { request } = distillation;
  return {
    id: distillation.id,
    object: "fourone.distillation",
    name: request.name ?? null,
    status: distillation.status,
    teacher: request.teacher,
    student: request.student ?? null,
    filter: {
      metadata: request.metadata === undefined ? null : { ...request.metadata },
      created_after: request.createdAfter ?? null,
      created_before: request.createdBefore ?? null,
    },
    limit: request.limit,
    held_out: request.heldOut ?? null,
    seed: request.seed,
    suffix: request.suffix ?? null,
    train: request.train,
    // Both were stored as they are shown.
    counts: (distillation.counts as Counts | undefined) ?? null,
    answers: answers.total > 0 ? answers : null,
    training_file: distillation.trainingFileId ?? null,
    held_out_file: distillation.heldOutFileId ?? null,
    fine_tuning_job: distillation.fineTuningJobId ?? null,
    fine_tuned_model: distillation.fineTunedModel ?? null,
    comparison: (distillation.comparison as Comparison | undefined) ?? null,
    error: distillation.error ?? null,
    created_at: distillation.createdAt,
    finished_at: distillation.finishedAt ?? null,
  };
}

export function toCounts(
  { matched, unusable, duplicates }: Omit<SelectedPrompts, "prompts">,
  training: number,
  heldOut: number,
): Counts {
  return { matched, unusable: { ...unusable }, duplicates, training, held_out: heldOut };
}
