import { createHash } from "node:crypto";
import { createRoute } from "@hono/zod-openapi";
import type { Upload, WrittenBlob } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { newFile } from "../files/new-file.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import {
  repeatedPart,
  unknownPart,
  uploadEnded,
  uploadNotFound,
  wrongChecksum,
  wrongLength,
} from "./upload-errors.ts";
import { completeUploadRequest, toUploadObject, uploadObject, uploadPath } from "./upload-schema.ts";

/** `POST /v1/uploads/{id}/complete` */
export const completeUpload: Resource = (application, services) => {
  const { store, files, limits } = services;
  const route = createRoute({
    method: "post",
    path: "/v1/uploads/{upload_id}/complete",
    summary: "Make a file of the parts.",
    tags: ["Uploads"],
    middleware: [jsonBody(limits.maximumBodyBytes)] as const,
    request: {
      params: uploadPath,
      body: { required: true, content: { "application/json": { schema: completeUploadRequest } } },
    },
    responses: {
      200: {
        description: "The upload, with its file.",
        content: { "application/json": { schema: uploadObject } },
      },
      ...errorAnswers,
    },
  });

  application.openapi(
    route,
    async (context) => {
      const id = context.req.valid("param").upload_id;
      const { project } = context.var;
      const { part_ids: partIds, md5 } = context.req.valid("json");
      const upload = await store.uploads.get(project, id);
      if (upload === undefined) throw uploadNotFound(id);
      // Asked again by a client that did not get the first answer.
      if (upload.status !== "pending") return context.json(await completed(upload), 200);

      if (new Set(partIds).size < partIds.length) throw repeatedPart();
      const parts = (await store.uploads.partBlobs(id, partIds)).map((blob, index) => {
        if (blob === undefined) throw unknownPart(index);
        return blob;
      });
      const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
      if (bytes !== upload.bytes) throw wrongLength(upload.bytes, bytes);
      if (md5 !== undefined && (await md5Of(parts)) !== md5.toLowerCase()) throw wrongChecksum();

      const { purpose, filename, fileExpiresAfter: expiresAfterSeconds } = upload;
      const made = newFile({ projectId: project, purpose, filename, bytes, expiresAfterSeconds }, services);
      if (!(await store.uploads.complete(id, made, parts))) {
        // The first question may be at work still: who waits for its answer asks once more.
        const ended = await store.uploads.get(project, id);
        return context.json(await completed(ended ?? { ...upload, status: "expired" }), 200);
      }
      await files
        .collectGarbage()
        .catch((err) => context.var.log.warn({ err }, "unused parts are deleted later"));
      return context.json(toUploadObject({ ...upload, status: "completed" }, made), 200);
    },
    rejectInvalid(completeUploadRequest),
  );

  /** What became of an upload that is not pending any more. Throws where that is no file. */
  async function completed(upload: Upload) {
    const { projectId, fileId, status } = upload;
    const file = fileId === undefined ? undefined : await store.files.get(projectId, fileId);
    if (status !== "completed" || file === undefined) throw uploadEnded(upload.id, status);
    return toUploadObject(upload, file);
  }

  async function md5Of(parts: readonly WrittenBlob[]): Promise<string> {
    const hash = createHash("md5");
    for await (const chunk of files.readBlobs(parts)) hash.update(chunk);
    return hash.digest("hex");
  }
};
