import { createRoute } from "@hono/zod-openapi";
import type { FineTuningHyperparameters, FineTuningJob } from "../../store/index.ts";
import { keyIdOf } from "../access/principal.ts";
import type { ApiServices, Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { type Caller, callerOf } from "../metering/caller.ts";
import { noteLifecycle } from "../models/lifecycle-notice.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { modelNotAvailable, noIntegrations } from "./fine-tuning-errors.ts";
import { jobObject, toJobObject } from "./fine-tuning-object.ts";
import { type CreateJobRequest, createJobRequest, toHyperparameters } from "./fine-tuning-schema.ts";
import { insertJob, newJob, randomSeed } from "./new-job.ts";

/** `POST /v1/fine_tuning/jobs` */
export const createJob: Resource = (application, services) => {
  const route = createRoute({
    method: "post",
    path: "/v1/fine_tuning/jobs",
    summary: "Tune a model on examples.",
    tags: ["Fine-tuning"],
    middleware: [jsonBody(services.limits.maximumBodyBytes)] as const,
    request: {
      body: { required: true, content: { "application/json": { schema: createJobRequest } } },
    },
    responses: {
      200: { description: "The job.", content: { "application/json": { schema: jobObject } } },
      ...errorAnswers,
    },
  });
  application.openapi(
    route,
    async (context) => {
      const { model: name, integrations } = context.req.valid("json");
      if (integrations?.length) throw noIntegrations();
      const { lifecycle } = services;
      noteLifecycle(context, name, lifecycle);
      lifecycle.refuseRetired(name);
      const trainable = services.fineTuning.trainable(name);
      if (trainable === undefined) throw modelNotAvailable(name);
      const { principal, project } = context.var;
      await services.modelAccess.require(principal, trainable.model, name);
      await services.budgets.require(project, keyIdOf(principal));
      const { snapshot } = trainable.model;
      const caller = callerOf(context, {});
      const job = await create(context.req.valid("json"), snapshot, caller, services);
      return context.json(toJobObject(job, services.organization), 200);
    },
    rejectInvalid(createJobRequest),
  );
};

/** Resolves when the job is durable. What is in its files is judged later. */
async function create(
  request: CreateJobRequest,
  snapshot: string,
  { projectId, apiKeyId, userId }: Caller,
  services: ApiServices,
): Promise<FineTuningJob> {
  const { store, random, fineTuning } = services;
  const { validation_file: validationFile, suffix, metadata } = request;
  const made = newJob(
    {
      projectId,
      model: snapshot,
      trainingFileId: request.training_file,
      ...(validationFile != null && { validationFileId: validationFile }),
      method: request.method?.type ?? "supervised",
      hyperparameters: hyperparametersOf(request),
      seed: request.seed ?? randomSeed(random),
      ...(suffix != null && { suffix }),
      ...(metadata != null && { metadata }),
      ...(apiKeyId !== undefined && { apiKeyId }),
      ...(userId !== undefined && { userId }),
    },
    services,
  );
  const job = await store.transaction(async (repositories) => {
    await insertJob(repositories, made, services);
    return repositories.fineTuning.get(projectId, made.id);
  });
  fineTuning.signals.queued();
  return job!;
}

function hyperparametersOf(request: CreateJobRequest): FineTuningHyperparameters {
  const { method } = request;
  if (method?.type === "dpo") {
    const asked = method.dpo?.hyperparameters;
    return { ...toHyperparameters(asked ?? request.hyperparameters), beta: asked?.beta ?? "auto" };
  }
  return toHyperparameters(method?.supervised?.hyperparameters ?? request.hyperparameters);
}
