import { createRoute, type z } from "@hono/zod-openapi";
import type { Batch, NewBatch } from "../../store/index.ts";
import { keyIdOf, type Principal, projectOf } from "../access/principal.ts";
import type { ApiServices, Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { fileNotFound } from "../files/file-errors.ts";
import { randomHexadecimal } from "../random-text.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { wrongPurpose } from "./batch-errors.ts";
import { enqueueTask } from "./batch-jobs.ts";
import { batchObject, toBatchObject } from "./batch-object.ts";
import { createBatchRequest } from "./batch-schema.ts";

const WINDOW_SECONDS = 24 * 3_600;

/** `POST /v1/batches` */
export const createBatch: Resource = (application, services) => {
  const route = createRoute({
    method: "post",
    path: "/v1/batches",
    summary: "Do the requests of a file, within a day and at half the price.",
    tags: ["Batch"],
    middleware: [jsonBody(services.limits.maximumBodyBytes)] as const,
    request: {
      body: { required: true, content: { "application/json": { schema: createBatchRequest } } },
    },
    responses: {
      200: { description: "The batch.", content: { "application/json": { schema: batchObject } } },
      ...errorAnswers,
    },
  });
  application.openapi(
    route,
    async (context) => {
      const batch = await create(context.req.valid("json"), context.var.principal, services);
      return context.json(toBatchObject(batch), 200);
    },
    rejectInvalid(createBatchRequest),
  );
};

/** Resolves when the batch is durable. What is in its file is judged later. */
async function create(
  request: z.infer<typeof createBatchRequest>,
  principal: Principal,
  { store, clock, random, batches }: ApiServices,
): Promise<Batch> {
  const projectId = projectOf(principal);
  const keyId = keyIdOf(principal);
  const createdAt = Math.floor(clock.now() / 1000);
  const made: NewBatch = {
    id: `batch_${randomHexadecimal(random, 16)}`,
    projectId,
    endpoint: request.endpoint,
    completionWindow: request.completion_window,
    inputFileId: request.input_file_id,
    createdAt,
    expiresAt: createdAt + WINDOW_SECONDS,
    metadata: request.metadata ?? undefined,
    outputExpiresAfter: request.output_expires_after?.seconds,
  };
  const batch = await store.transaction(async (repositories) => {
    // From here on its content stays, also if the file is deleted.
    const file = await repositories.files.hold(projectId, made.inputFileId, made.id);
    if (file === undefined) throw fileNotFound(made.inputFileId, "input_file_id");
    if (file.purpose !== "batch") throw wrongPurpose(file.purpose);
    await repositories.batches.create(made);
    await enqueueTask(repositories, made, { kind: "validate", keyId });
    await enqueueTask(repositories, made, { kind: "expire" }, WINDOW_SECONDS * 1000);
    return repositories.batches.get(projectId, made.id);
  });
  batches.queued();
  return batch!;
}
