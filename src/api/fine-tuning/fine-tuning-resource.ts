import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { pageParameters, toList, toPageQuery } from "../lists/list-page.ts";
import { metadataFilter } from "../stored-completions/metadata-filter.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { createJob } from "./create-job.ts";
import { jobNotFound } from "./fine-tuning-errors.ts";
import { jobList, jobObject, toJobObject } from "./fine-tuning-object.ts";
import { jobPath } from "./fine-tuning-schema.ts";
import { jobHistory } from "./job-history.ts";
import { checkpointPermissions } from "./permissions/checkpoint-permissions.ts";
import { steerJob } from "./steer-job.ts";

const { limit, after } = pageParameters("desc");
const listQuery = z.looseObject({
  limit,
  after,
  metadata: z.string().optional().openapi({ description: "`null`: those without any." }),
});

const listRoute = createRoute({
  method: "get",
  path: "/v1/fine_tuning/jobs",
  summary: "List fine-tuning jobs, newest first.",
  tags: ["Fine-tuning"],
  request: { query: listQuery },
  responses: {
    200: { description: "The jobs.", content: { "application/json": { schema: jobList } } },
    ...errorAnswers,
  },
});

const retrieveRoute = createRoute({
  method: "get",
  path: "/v1/fine_tuning/jobs/{fine_tuning_job_id}",
  summary: "Look up a fine-tuning job.",
  tags: ["Fine-tuning"],
  request: { params: jobPath },
  responses: {
    200: { description: "The job.", content: { "application/json": { schema: jobObject } } },
    ...errorAnswers,
  },
});

/** `/v1/fine_tuning` */
export const fineTuning: Resource = (application, services) => {
  const { store, organization } = services;
  createJob(application, services);
  steerJob(application, services);
  jobHistory(application, services);
  checkpointPermissions(application, services);

  application.openapi(
    listRoute,
    async (context) => {
      const wishes = context.req.valid("query");
      const filter = metadataFilter(context.req.queries());
      const metadata = wishes.metadata === "null" ? "none" : filter;
      const page = await store.fineTuning.list(context.var.project, {
        ...toPageQuery(wishes, "desc"),
        metadata,
      });
      const data = page.data.map((job) => toJobObject(job, organization));
      return context.json(toList({ ...page, data }), 200);
    },
    rejectInvalid(listQuery),
  );

  application.openapi(retrieveRoute, async (context) => {
    const id = context.req.valid("param").fine_tuning_job_id;
    const job = await store.fineTuning.get(context.var.project, id);
    if (job === undefined) throw jobNotFound(id);
    return context.json(toJobObject(job, organization), 200);
  });
};
