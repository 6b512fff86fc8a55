import { createRoute } from "@hono/zod-openapi";
import { createId, type NewDistillation, type DistillationRequest as Settled } from "../../../store/index.ts";
import { keyIdOf, type Principal, projectOf } from "../../access/principal.ts";
import { requireScope } from "../../access/scopes.ts";
import type { ApiServices, Resource } from "../../api-environment.ts";
import { errorAnswers } from "../../errors/error-schema.ts";
import { modelNotAvailable } from "../../fine-tuning/fine-tuning-errors.ts";
import { toHyperparameters } from "../../fine-tuning/fine-tuning-schema.ts";
import { randomSeed } from "../../fine-tuning/new-job.ts";
import { jsonBody } from "../../request-body/json-body.ts";
import { rejectInvalid } from "../../validation/reject-invalid.ts";
import { missingStudent, studentNotTrained } from "./distillation-errors.ts";
import { enqueueDistillation } from "./distillation-jobs.ts";
import { distillationObject, toWire } from "./distillation-object.ts";
import { type DistillationRequest, distillationRequest } from "./distillation-schema.ts";
import { settleSelection } from "./settle-selection.ts";

/** `POST /v1/fourone/distillations` */
export const createDistillation: Resource = (application, services) => {
  const route = createRoute({
    method: "post",
    path: "/v1/fourone/distillations",
    summary: "Let a model learn what another answered to stored completions.",
    tags: ["Fourone"],
    middleware: [jsonBody(services.limits.maximumBodyBytes)] as const,
    request: { body: { required: true, content: { "application/json": { schema: distillationRequest } } } },
    responses: {
      200: { description: "It has begun.", content: { "application/json": { schema: distillationObject } } },
      ...errorAnswers,
    },
  });
  application.openapi(
    route,
    async (context) => {
      const { principal } = context.var;
      const request = context.req.valid("json");
      const student = await studentOf(request, principal, services);
      const made = await create({ ...settle(request, services), ...student }, principal, services);
      return context.json(toWire(made, { done: 0, total: 0 }), 200);
    },
    rejectInvalid(distillationRequest),
  );
};

/** The snapshot that learns, if any does. Throws an `ApiError` where the caller may not do all that belongs to it. */
async function studentOf(
  { student: name, train, suffix, hyperparameters }: DistillationRequest,
  principal: Principal,
  { fineTuning, modelAccess }: ApiServices,
): Promise<{ readonly student?: string }> {
  requireScope(principal, "GET", "/v1/chat/completions");
  requireScope(principal, "POST", "/v1/files");
  if (train === false) {
    if (name != null) throw studentNotTrained("student");
    if (suffix != null) throw studentNotTrained("suffix");
    if (hyperparameters != null) throw studentNotTrained("hyperparameters");
    return {};
  }
  requireScope(principal, "POST", "/v1/fine_tuning/jobs");
  requireScope(principal, "POST", "/v1/chat/completions");
  if (name == null) throw missingStudent();
  const trainable = fineTuning.trainable(name);
  if (trainable === undefined) throw modelNotAvailable(name, "student");
  await modelAccess.require(principal, trainable.model, name);
  return { student: trainable.model.snapshot };
}

function settle(request: DistillationRequest, services: ApiServices): Omit<Settled, "student" | "keyId"> {
  const { name, suffix, train, hyperparameters } = request;
  return {
    ...settleSelection(request, services),
    seed: request.seed ?? randomSeed(services.random),
    train: train !== false,
    hyperparameters: toHyperparameters(hyperparameters),
    ...(name != null && { name }),
    ...(suffix != null && { suffix }),
  };
}

/** Resolves when it is durable. */
async function create(
  request: Settled,
  principal: Principal,
  { store, clock, random, distillations }: ApiServices,
) {
  const projectId = projectOf(principal);
  const keyId = keyIdOf(principal);
  const made: NewDistillation = {
    id: createId("distill", random),
    projectId,
    createdAt: Math.floor(clock.now() / 1000),
    request: { ...request, ...(keyId !== undefined && { keyId }) },
  };
  const created = await store.transaction(async (repositories) => {
    await repositories.distillations.create(made);
    await enqueueDistillation(repositories, made, "prepare");
    return repositories.distillations.get(projectId, made.id);
  });
  distillations.queued();
  return created!;
}
