import { createRoute } from "@hono/zod-openapi";
import type { FineTuningHyperparameters, FineTuningJob, NewFineTuningJob } from "../../store/index.ts";
import type { ApiServices, Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { randomAlphanumeric } from "../random-text.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { invalidFile, modelNotAvailable, wrongFilePurpose } from "./fine-tuning-errors.ts";
import { jobObject, toJobObject } from "./fine-tuning-object.ts";
import { type CreateJobRequest, createJobRequest } from "./fine-tuning-schema.ts";
import { enqueueValidation } from "./job-queues.ts";
import { messageEvent } from "./told-events.ts";

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
      const { model: name } = context.req.valid("json");
      const trainable = services.fineTuning.trainable(name);
      if (trainable === undefined) throw modelNotAvailable(name);
      await services.modelAccess.require(context.var.principal, trainable.model, name);
      const { snapshot } = trainable.model;
      const job = await create(context.req.valid("json"), snapshot, context.var.project, services);
      return context.json(toJobObject(job, services.organization), 200);
    },
    rejectInvalid(createJobRequest),
  );
};

/** Resolves when the job is durable. What is in its files is judged later. */
async function create(
  request: CreateJobRequest,
  snapshot: string,
  projectId: string,
  services: ApiServices,
): Promise<FineTuningJob> {
  const { store, clock, random, fineTuning } = services;
  const { validation_file: validationFile, suffix, metadata } = request;
  const made: NewFineTuningJob = {
    id: `ftjob-${randomAlphanumeric(random, 24)}`,
    projectId,
    createdAt: Math.floor(clock.now() / 1000),
    request: {
      model: snapshot,
      trainingFileId: request.training_file,
      ...(validationFile != null && { validationFileId: validationFile }),
      method: request.method?.type ?? "supervised",
      hyperparameters: hyperparametersOf(request),
      seed: request.seed ?? Buffer.from(random(4)).readUInt32LE() % 2 ** 31,
      ...(suffix != null && { suffix }),
      ...(metadata != null && { metadata }),
      tunedName: tunedName(snapshot, suffix ?? "", services),
    },
  };
  const job = await store.transaction(async (repositories) => {
    const files = { training_file: request.training_file, validation_file: validationFile };
    for (const [param, id] of Object.entries(files)) {
      if (id == null) continue;
      // From here on its content stays, also if the file is deleted.
      const file = await repositories.files.hold(projectId, id, made.id);
      if (file === undefined) throw invalidFile(param, id);
      if (file.purpose !== "fine-tune") throw wrongFilePurpose(param, file.purpose);
    }
    await repositories.fineTuning.create(made);
    const told = messageEvent("created", `Created fine-tuning job: ${made.id}`);
    await repositories.fineTuning.events.add(told(made.id, services));
    await enqueueValidation(repositories, made);
    return repositories.fineTuning.get(projectId, made.id);
  });
  fineTuning.signals.queued();
  return job!;
}

function hyperparametersOf(request: CreateJobRequest): FineTuningHyperparameters {
  const { method } = request;
  const asked =
    method?.type === "dpo"
      ? method.dpo?.hyperparameters
      : (method?.supervised?.hyperparameters ?? request.hyperparameters);
  return {
    batchSize: asked?.batch_size ?? "auto",
    learningRateMultiplier: asked?.learning_rate_multiplier ?? "auto",
    epochs: asked?.n_epochs ?? "auto",
    ...(method?.type === "dpo" && { beta: method.dpo?.hyperparameters?.beta ?? "auto" }),
  };
}

/** Colons part a name, so nothing else may hold one. */
function tunedName(
  snapshot: string,
  suffix: string,
  { organization, random }: Pick<ApiServices, "organization" | "random">,
): string {
  const part = (text: string) => text.toLowerCase().replace(/[^a-z0-9_.-]+/g, "-");
  const owner = part(organization.replace(/^org-/, ""));
  return `ft:${snapshot}:${owner}:${part(suffix)}:${randomAlphanumeric(random, 8)}`;
}
