import { createRoute } from "@hono/zod-openapi";
import { createId, type Upload } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { requireFileFormat, safeFilename } from "../files/new-file.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { addPart } from "./add-part.ts";
import { completeUpload } from "./complete-upload.ts";
import { uploadEnded, uploadNotFound } from "./upload-errors.ts";
import { createUploadRequest, toUploadObject, uploadObject, uploadPath } from "./upload-schema.ts";

const LIFETIME_SECONDS = 3_600;

const tags = ["Uploads"];
const answers = {
  200: { description: "The upload.", content: { "application/json": { schema: uploadObject } } },
  ...errorAnswers,
};

const cancelRoute = createRoute({
  method: "post",
  path: "/v1/uploads/{upload_id}/cancel",
  summary: "Give an upload up.",
  tags,
  request: { params: uploadPath },
  responses: answers,
});

/** `/v1/uploads` */
export const uploads: Resource = (application, services) => {
  const { store, files, clock, random, limits } = services;
  const beginRoute = createRoute({
    method: "post",
    path: "/v1/uploads",
    summary: "Begin to send a file in parts.",
    tags,
    middleware: [jsonBody(limits.maximumBodyBytes)] as const,
    request: { body: { required: true, content: { "application/json": { schema: createUploadRequest } } } },
    responses: answers,
  });

  application.openapi(
    beginRoute,
    async (context) => {
      const wishes = context.req.valid("json");
      const filename = safeFilename(wishes.filename);
      requireFileFormat(wishes.purpose, filename, true);
      const createdAt = Math.floor(clock.now() / 1000);
      const upload: Upload = {
        id: createId("upload", random),
        projectId: context.var.project,
        purpose: wishes.purpose,
        filename,
        bytes: wishes.bytes,
        createdAt,
        expiresAt: (createdAt + LIFETIME_SECONDS) * 1000,
        fileExpiresAfter: wishes.expires_after?.seconds,
        status: "pending",
        fileId: undefined,
      };
      await store.uploads.create(upload);
      return context.json(toUploadObject(upload), 200);
    },
    rejectInvalid(createUploadRequest),
  );

  application.openapi(cancelRoute, async (context) => {
    const id = context.req.valid("param").upload_id;
    const upload = await store.uploads.get(context.var.project, id);
    if (upload === undefined) throw uploadNotFound(id);
    if (upload.status !== "cancelled") {
      if (upload.status !== "pending") throw uploadEnded(id, upload.status);
      if (!(await store.uploads.cancel(id))) {
        const ended = await store.uploads.get(context.var.project, id);
        if (ended?.status !== "cancelled") throw uploadEnded(id, ended?.status ?? "expired");
      }
    }
    await files.collectGarbage().catch((err) => context.var.log.warn({ err }, "parts are deleted later"));
    return context.json(toUploadObject({ ...upload, status: "cancelled" }), 200);
  });

  addPart(application, services);
  completeUpload(application, services);
};
