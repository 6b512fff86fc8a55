import { createRoute } from "@hono/zod-openapi";
import type { Distillation, Repositories } from "../../../store/index.ts";
import type { ApiServices, Resource } from "../../api-environment.ts";
import { errorAnswers } from "../../errors/error-schema.ts";
import { cancelJob } from "../../fine-tuning/steer-job.ts";
import { alreadyEnded, distillationNotFound } from "./distillation-errors.ts";
import { distillationObject, toWire } from "./distillation-object.ts";
import { distillationPath } from "./distillation-schema.ts";

const route = createRoute({
  method: "post",
  path: "/v1/fourone/distillations/{distillation_id}/cancel",
  summary: "End a distillation early, with its fine-tuning job.",
  tags: ["Fourone"],
  request: { params: distillationPath },
  responses: {
    200: { description: "As it ended.", content: { "application/json": { schema: distillationObject } } },
    ...errorAnswers,
  },
});

/** `POST /v1/fourone/distillations/{id}/cancel` */
export const cancelDistillation: Resource = (application, services) => {
  application.openapi(route, async (context) => {
    const id = context.req.valid("param").distillation_id;
    const cancelled = await cancel(context.var.project, id, services);
    return context.json(toWire(cancelled, await services.store.distillations.prompts.progress(id)), 200);
  });
};

async function cancel(projectId: string, id: string, services: ApiServices): Promise<Distillation> {
  const { store, distillations, fineTuning } = services;
  const cancelled = await store.transaction(async (repositories) => {
    const ended = await endDistillation(repositories, { projectId, id }, services);
    if (ended !== undefined) return ended;
    const found = await repositories.distillations.get(projectId, id);
    throw found === undefined ? distillationNotFound(id) : alreadyEnded(id, found.status);
  });
  distillations.ended(id);
  if (cancelled.fineTuningJobId !== undefined) fineTuning.signals.ended(cancelled.fineTuningJobId);
  return cancelled;
}

/** In a transaction: ends it, with its fine-tuning job; undefined where it is not there or has ended already. */
export async function endDistillation(
  repositories: Repositories,
  { projectId, id }: Pick<Distillation, "projectId" | "id">,
  services: Pick<ApiServices, "clock" | "random">,
): Promise<Distillation | undefined> {
  const open = ["preparing", "training", "comparing"] as const;
  const ended = await repositories.distillations.change(projectId, id, { status: "cancelled" }, open);
  const jobId = ended?.fineTuningJobId;
  const job = jobId === undefined ? undefined : await repositories.fineTuning.get(projectId, jobId);
  if (job !== undefined) await cancelJob(repositories, job, services);
  return ended;
}
