import { createRoute } from "@hono/zod-openapi";
import type { FineTuningJob, FineTuningStatus, Repositories } from "../../store/index.ts";
import type { ApiServices, Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { endJob } from "./end-job.ts";
import { jobNotFound, wrongStatus } from "./fine-tuning-errors.ts";
import { jobObject, toJobObject } from "./fine-tuning-object.ts";
import { jobPath } from "./fine-tuning-schema.ts";
import { enqueueTraining } from "./job-queues.ts";
import { messageEvent } from "./told-events.ts";

interface Action {
  readonly name: "cancel" | "pause" | "resume";
  readonly summary: string;
  /** The job as it is then; undefined where its status forbids it. */
  readonly act: (
    repositories: Repositories,
    job: FineTuningJob,
    services: ApiServices,
  ) => Promise<FineTuningJob | undefined>;
}

const PAUSABLE: readonly FineTuningStatus[] = ["queued", "running"];
const OPEN: readonly FineTuningStatus[] = ["validating_files", "queued", "running", "paused"];

const ACTIONS: readonly Action[] = [
  {
    name: "cancel",
    summary: "End a job early. The checkpoints that it has by then stay.",
    act: (repositories, job, services) => endJob(repositories, job, { status: "cancelled" }, OPEN, services),
  },
  {
    name: "pause",
    summary: "Let a job rest.",
    act: async (repositories, { projectId, id }) =>
      repositories.fineTuning.change(projectId, id, { status: "paused", estimatedFinish: null }, PAUSABLE),
  },
  {
    name: "resume",
    summary: "Let a job go on that rests.",
    act: async (repositories, job) => {
      const { projectId, id, request } = job;
      const queued = await repositories.fineTuning.change(projectId, id, { status: "queued" }, ["paused"]);
      if (queued !== undefined) await enqueueTraining(repositories, job, request.model);
      return queued;
    },
  },
];

/** `POST /v1/fine_tuning/jobs/{id}/cancel`, `…/pause` and `…/resume` */
export const steerJob: Resource = (application, services) => {
  for (const action of ACTIONS) {
    const route = createRoute({
      method: "post",
      path: `/v1/fine_tuning/jobs/{fine_tuning_job_id}/${action.name}`,
      summary: action.summary,
      tags: ["Fine-tuning"],
      request: { params: jobPath },
      responses: {
        200: { description: "The job.", content: { "application/json": { schema: jobObject } } },
        ...errorAnswers,
      },
    });
    application.openapi(route, async (context) => {
      const id = context.req.valid("param").fine_tuning_job_id;
      const job = await steer(action, context.var.project, id, services);
      return context.json(toJobObject(job, services.organization), 200);
    });
  }
};

async function steer(
  { name, act }: Action,
  projectId: string,
  id: string,
  services: ApiServices,
): Promise<FineTuningJob> {
  const { store, fineTuning, clock } = services;
  const changed = await store.transaction(async (repositories) => {
    const found = await repositories.fineTuning.get(projectId, id);
    if (found === undefined) throw jobNotFound(id);
    const job = await act(repositories, found, services);
    if (job === undefined) throw wrongStatus(name, id, found.status);
    const told = messageEvent(`${name}/${clock.now()}`, SAID[name]);
    await repositories.fineTuning.events.add(told(id, services));
    return job;
  });
  if (name === "resume") fineTuning.signals.queued();
  else fineTuning.signals.ended(id);
  return changed;
}

/** In a transaction: ends a job that something larger was for; where it has ended already, it stays as it is. */
export async function cancelJob(
  repositories: Repositories,
  job: FineTuningJob,
  services: Pick<ApiServices, "clock" | "random">,
): Promise<void> {
  if ((await endJob(repositories, job, { status: "cancelled" }, OPEN, services)) === undefined) return;
  await repositories.fineTuning.events.add(messageEvent("cancel", SAID.cancel)(job.id, services));
}

const SAID: Record<Action["name"], string> = {
  cancel: "Fine-tuning job cancelled",
  pause: "Fine-tuning job paused",
  resume: "Fine-tuning job resumed",
};
