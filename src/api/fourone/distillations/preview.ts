import { createRoute } from "@hono/zod-openapi";
import { requireScope } from "../../access/scopes.ts";
import type { ApiServices, Resource } from "../../api-environment.ts";
import { errorAnswers } from "../../errors/error-schema.ts";
import { jsonBody } from "../../request-body/json-body.ts";
import { rejectInvalid } from "../../validation/reject-invalid.ts";
import { answerText } from "./comparison/agreement.ts";
import { type Preview, previewObject, toCounts } from "./distillation-object.ts";
import { type PreviewRequest, previewRequest } from "./distillation-schema.ts";
import { readPrompts, selectPrompts } from "./selection/select-prompts.ts";
import { splitPrompts } from "./selection/split-prompts.ts";
import { settleSelection } from "./settle-selection.ts";
import { lastMessage, shownText } from "./shown-text.ts";

const SAMPLES = 3;

/** `POST /v1/fourone/distillations/preview` */
export const previewDistillation: Resource = (application, services) => {
  const route = createRoute({
    method: "post",
    path: "/v1/fourone/distillations/preview",
    summary: "Count what stored completions have to teach. Writes nothing.",
    tags: ["Fourone"],
    middleware: [jsonBody(services.limits.maximumBodyBytes)] as const,
    request: { body: { required: true, content: { "application/json": { schema: previewRequest } } } },
    responses: {
      200: { description: "The counts.", content: { "application/json": { schema: previewObject } } },
      ...errorAnswers,
    },
  });
  application.openapi(
    route,
    async (context) => {
      requireScope(context.var.principal, "GET", "/v1/chat/completions");
      const { signal } = context.req.raw;
      const found = await preview(context.req.valid("json"), context.var.project, services, signal);
      return context.json(found, 200);
    },
    rejectInvalid(previewRequest),
  );
};

async function preview(
  request: PreviewRequest,
  projectId: string,
  services: ApiServices,
  signal: AbortSignal,
): Promise<Preview> {
  const { store } = services;
  const { seed = 0, heldOut, ...query } = settleSelection(request, services);
  const selected = await selectPrompts({ projectId, ...query }, store, signal);
  const { learned, heldOut: apart } = splitPrompts(selected.prompts, { seed, heldOut });
  const samples: Preview["samples"] = [];
  for await (const { prompt, usable } of readPrompts(projectId, selected.prompts.slice(0, SAMPLES), store)) {
    samples.push({
      completion_id: prompt.completionId,
      created_at: prompt.createdAt,
      prompt: shownText(lastMessage(usable.messages)),
      answer: shownText(answerText(usable.answer)),
    });
  }
  return {
    object: "fourone.distillation.preview",
    counts: toCounts(selected, learned.length, apart.length),
    training_tokens: learned.reduce((sum, { tokens }) => sum + tokens, 0),
    samples,
  };
}
