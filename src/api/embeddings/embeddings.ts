import { createRoute } from "@hono/zod-openapi";
import type { ApiServices, Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { noteLifecycle } from "../models/lifecycle-notice.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { createEmbeddings } from "./create-embeddings.ts";
import { embeddingList } from "./embedding-object.ts";
import { createEmbeddingRequest } from "./embedding-request.ts";

/** `POST /v1/embeddings` */
export const embeddings: Resource = (application, services: ApiServices) => {
  const route = createRoute({
    method: "post",
    path: "/v1/embeddings",
    summary: "Make vectors of texts, with weights that are bound for that.",
    tags: ["Embeddings"],
    middleware: [jsonBody(services.limits.maximumBodyBytes)] as const,
    request: {
      body: { required: true, content: { "application/json": { schema: createEmbeddingRequest } } },
    },
    responses: {
      200: { description: "The vectors.", content: { "application/json": { schema: embeddingList } } },
      ...errorAnswers,
    },
  });
  application.openapi(
    route,
    async (context) => {
      const request = context.req.valid("json");
      noteLifecycle(context, request.model, services.lifecycle);
      return context.json(await createEmbeddings(context, request, services), 200);
    },
    rejectInvalid(createEmbeddingRequest),
  );
};
