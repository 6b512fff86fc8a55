import { createRoute } from "@hono/zod-openapi";
import type { ApiServices, Resource } from "../api-environment.ts";
import type { ApiError } from "../errors/api-error.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { modelNotFound } from "../errors/model-not-found.ts";
import { noteLifecycle } from "../models/lifecycle-notice.ts";
import { servedModel } from "../models/served-model.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { checkInput } from "./check-input.ts";
import { makesNoEmbeddings } from "./embedding-errors.ts";
import { createEmbeddingRequest } from "./embedding-request.ts";

const NO_WEIGHTS =
  "No weights that make embeddings are bound on this server: send these requests to one that has some.";

/** `POST /v1/embeddings`: checked as everywhere, and refused, as none of the weights makes embeddings. */
export const embeddings: Resource = (application, services) => {
  const route = createRoute({
    method: "post",
    path: "/v1/embeddings",
    summary: "Make vectors of texts. Refused where no weights are bound that can.",
    tags: ["Embeddings"],
    middleware: [jsonBody(services.limits.maximumBodyBytes)] as const,
    request: {
      body: { required: true, content: { "application/json": { schema: createEmbeddingRequest } } },
    },
    responses: errorAnswers,
  });
  application.openapi(
    route,
    (context) => {
      const { model, input } = context.req.valid("json");
      noteLifecycle(context, model, services.lifecycle);
      checkInput(input);
      throw refusal(model, services);
    },
    rejectInvalid(createEmbeddingRequest),
  );
};

/** Those who ask a model for texts are told that it is the wrong one; other names are not known here. */
function refusal(model: string, services: ApiServices): ApiError {
  servedModel(model, services, (name) => modelNotFound(name, NO_WEIGHTS));
  return makesNoEmbeddings();
}
