import { z } from "@hono/zod-openapi";
import type { DistillationAnswer, DistillationPrompt, JsonObject } from "../../../../store/index.ts";
import { listSchema } from "../../../lists/list-page.ts";
import { lastMessage, shownText } from "../shown-text.ts";
import { answerText } from "./agreement.ts";

const count = () => z.int().min(0);
const shortened = () => z.string().openapi({ description: "Shortened where it is long." });

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

/** One held-out prompt, with what was said to it so far. */
const promptObject = z
  .object({
    id: z.string(),
    object: z.literal("fourone.distillation.prompt"),
    ...comparedPrompt,
    before: studentAnswer.nullable().openapi({ description: "Null while it is not asked." }),
    after: studentAnswer.nullable(),
  })
  .openapi("FouroneDistillationPrompt");

export const promptList = listSchema(promptObject).openapi("FouroneDistillationPromptList");

export type Comparison = z.infer<typeof comparisonObject>;
export type StudentFigures = z.infer<typeof studentFigures>;

export function toPromptObject(
  distillationId: string,
  prompt: DistillationPrompt,
): z.infer<typeof promptObject> {
  const { before, after, position } = prompt;
  return {
    id: `${distillationId}-${position}`,
    object: "fourone.distillation.prompt",
    ...toComparedPrompt(prompt),
    before: before === undefined ? null : toStudentAnswer(before),
    after: after === undefined ? null : toStudentAnswer(after),
  };
}

export function toComparedPrompt({ request, teacher }: DistillationPrompt) {
  const messages = request.messages as readonly JsonObject[];
  return { prompt: shownText(lastMessage(messages)), teacher: shownText(answerText(teacher.message ?? {})) };
}

export function toStudentAnswer({ message, exactMatch, tokenF1 }: DistillationAnswer) {
  const answer = message === undefined ? null : shownText(answerText(message));
  return { answer, exact_match: exactMatch, token_f1: tokenF1 };
}
