import { z } from "@hono/zod-openapi";
import { listSchema } from "../../lists/list-page.ts";

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

const teacherFigures = z.object({
  mean_output_tokens: z.number(),
  cost_per_1k_answers: z
    .number()
    .nullable()
    .openapi({ description: "At list prices, of prompts and answers. Null where the model has none." }),
});

const studentFigures = teacherFigures
  .extend({
    mean_output_tokens: z.number().nullable().openapi({ description: "Of the answers that came." }),
    exact_match: z.number().openapi({ description: "Share of prompts answered as the teacher did." }),
    token_f1: z.number().openapi({ description: "Mean overlap of words with the teacher's answer, 0 to 1." }),
    loss: z.number().nullable().openapi({
      description: "Mean negative log-likelihood of the tokens of the teacher's answers, in nats.",
    }),
    cut_short: count().openapi({ description: "Answers that ended at the limit on tokens." }),
    failed: count().openapi({ description: "Prompts that got no answer; they agree in nothing." }),
  })
  .openapi("FouroneDistillationFigures");

const studentAnswer = z.object({
  answer: shortened().nullable().openapi({ description: "Null where none came." }),
  exact_match: z.boolean(),
  token_f1: z.number(),
});

const comparedPrompt = {
  prompt: shortened().openapi({ description: "The last message that was not the model's." }),
  teacher: shortened(),
};

export const comparisonObject = z
  .object({
    prompts: count(),
    currency: z.string().openapi({ description: "Of all costs: lowercase ISO 4217." }),
    teacher: teacherFigures,
    before: studentFigures,
    after: studentFigures,
    samples: z.array(z.object({ ...comparedPrompt, before: studentAnswer, after: studentAnswer })),
  })
  .openapi("FouroneDistillationComparison");

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

/** One held-out prompt, with what was said to it so far. */
export const promptObject = z
  .object({
    id: z.string(),
    object: z.literal("fourone.distillation.prompt"),
    ...comparedPrompt,
    before: studentAnswer.nullable().openapi({ description: "Null while it is not asked." }),
    after: studentAnswer.nullable(),
  })
  .openapi("FouroneDistillationPrompt");

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
        prompt: comparedPrompt.prompt,
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
