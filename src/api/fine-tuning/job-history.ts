import { createRoute, z } from "@hono/zod-openapi";
import type { FineTuningCheckpoint, FineTuningEvent } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { listSchema, type PageSize, pageParameters, toList, toPageQuery } from "../lists/list-page.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { jobNotFound } from "./fine-tuning-errors.ts";
import { jobPath } from "./fine-tuning-schema.ts";

const event = z
  .object({
    id: z.string(),
    object: z.literal("fine_tuning.job.event"),
    created_at: z.int(),
    level: z.enum(["info", "warn", "error"]),
    message: z.string(),
    type: z.enum(["message", "metrics"]),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi("FineTuningJobEvent");

const checkpoint = z
  .object({
    id: z.string(),
    object: z.literal("fine_tuning.job.checkpoint"),
    created_at: z.int(),
    fine_tuned_model_checkpoint: z.string(),
    fine_tuning_job_id: z.string(),
    step_number: z.int(),
    metrics: z.record(z.string(), z.unknown()),
  })
  .openapi("FineTuningJobCheckpoint");

const EVENTS: PageSize = { usual: 20, maximum: 100 };
const CHECKPOINTS: PageSize = { usual: 10, maximum: 100 };

const queryOf = (size: PageSize) => {
  const { limit, after } = pageParameters("desc", size);
  return z.object({ limit, after });
};
const eventsQuery = queryOf(EVENTS);
const checkpointsQuery = queryOf(CHECKPOINTS);

const eventsRoute = createRoute({
  method: "get",
  path: "/v1/fine_tuning/jobs/{fine_tuning_job_id}/events",
  summary: "What a job has told, newest first.",
  tags: ["Fine-tuning"],
  request: { params: jobPath, query: eventsQuery },
  responses: {
    200: { description: "The events.", content: { "application/json": { schema: listSchema(event) } } },
    ...errorAnswers,
  },
});

const checkpointsRoute = createRoute({
  method: "get",
  path: "/v1/fine_tuning/jobs/{fine_tuning_job_id}/checkpoints",
  summary: "The models that a job's last epochs left, newest first.",
  tags: ["Fine-tuning"],
  request: { params: jobPath, query: checkpointsQuery },
  responses: {
    200: {
      description: "The checkpoints.",
      content: { "application/json": { schema: listSchema(checkpoint) } },
    },
    ...errorAnswers,
  },
});

/** `GET /v1/fine_tuning/jobs/{id}/events` and `…/checkpoints` */
export const jobHistory: Resource = (application, { store }) => {
  const requireJob = async (project: string, id: string) => {
    if ((await store.fineTuning.get(project, id)) === undefined) throw jobNotFound(id);
    return id;
  };
  application.openapi(
    eventsRoute,
    async (context) => {
      const id = await requireJob(context.var.project, context.req.valid("param").fine_tuning_job_id);
      const query = toPageQuery(context.req.valid("query"), "desc", EVENTS);
      const page = await store.fineTuning.events.list(id, query);
      return context.json(toList({ ...page, data: page.data.map(toEvent) }), 200);
    },
    rejectInvalid(eventsQuery),
  );
  application.openapi(
    checkpointsRoute,
    async (context) => {
      const id = await requireJob(context.var.project, context.req.valid("param").fine_tuning_job_id);
      const query = toPageQuery(context.req.valid("query"), "desc", CHECKPOINTS);
      const page = await store.fineTuning.checkpoints.list(id, query);
      return context.json(toList({ ...page, data: page.data.map(toCheckpoint) }), 200);
    },
    rejectInvalid(checkpointsQuery),
  );
};

function toEvent({ id, createdAt, level, message, type, data }: FineTuningEvent): z.infer<typeof event> {
  return { id, object: "fine_tuning.job.event", created_at: createdAt, level, message, type, data };
}

function toCheckpoint(about: FineTuningCheckpoint): z.infer<typeof checkpoint> {
  return {
    id: about.id,
    object: "fine_tuning.job.checkpoint",
    created_at: about.createdAt,
    fine_tuned_model_checkpoint: about.model,
    fine_tuning_job_id: about.jobId,
    step_number: about.step,
    metrics: about.metrics,
  };
}
