import { createRoute, z } from "@hono/zod-openapi";
import { createId, type UploadPart } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { missingProperty, unexpectedProperty } from "../files/file-errors.ts";
import { emptyFile } from "../files/new-file.ts";
import { readMultipartForm } from "../request-body/multipart-form.ts";
import { tooManyBytes, tooManyParts, uploadEnded, uploadNotFound } from "./upload-errors.ts";
import {
  MAXIMUM_PART_BYTES,
  MAXIMUM_PARTS,
  toPartObject,
  uploadPartObject,
  uploadPath,
} from "./upload-schema.ts";

const form = z.object({ data: z.string().openapi({ format: "binary" }) }).openapi("AddUploadPartRequest");

const route = createRoute({
  method: "post",
  path: "/v1/uploads/{upload_id}/parts",
  summary: "Send a part of a file.",
  tags: ["Uploads"],
  request: {
    params: uploadPath,
    body: { required: true, content: { "multipart/form-data": { schema: form } } },
  },
  responses: {
    200: { description: "The part.", content: { "application/json": { schema: uploadPartObject } } },
    ...errorAnswers,
  },
});

/** `POST /v1/uploads/{id}/parts`. The router's own validator would hold the whole form in memory. */
export const addPart: Resource = (application, { store, files, clock, random }) => {
  application.openAPIRegistry.registerPath(route);
  application.post("/v1/uploads/:upload_id/parts", async (context) => {
    const id = context.req.param("upload_id");
    const upload = await store.uploads.get(context.var.project, id);
    if (upload === undefined) throw uploadNotFound(id);
    if (upload.status !== "pending") throw uploadEnded(id, upload.status);
    const { fields, file: blob } = await readMultipartForm(context.req.raw, {
      maximumBytes: MAXIMUM_PART_BYTES,
      advice: "Please send the file in more and smaller parts.",
      receive: ({ field, content }) => {
        if (field !== "data") throw unexpectedProperty(field);
        return files.write(content);
      },
      discard: ({ key }) => files.discard([key]),
    });
    if (blob === undefined) throw missingProperty("data");
    try {
      const [unknown] = fields.keys();
      if (unknown !== undefined) throw unexpectedProperty(unknown);
      if (blob.bytes === 0) throw emptyFile();
      const part: UploadPart = {
        id: createId("part", random),
        uploadId: id,
        createdAt: Math.floor(clock.now() / 1000),
      };
      // A part whose answer was lost is sent again: there has to be room for both.
      const maximumBytes = 2 * upload.bytes + MAXIMUM_PART_BYTES;
      const addition = await store.uploads.addPart(part, blob, { maximumBytes, maximumParts: MAXIMUM_PARTS });
      if (addition === "not-pending") {
        const ended = await store.uploads.get(context.var.project, id);
        throw uploadEnded(id, ended?.status ?? "expired");
      }
      if (addition === "too-many-bytes") throw tooManyBytes(upload.bytes);
      if (addition === "too-many-parts") throw tooManyParts(MAXIMUM_PARTS);
      return context.json(toPartObject(part), 200);
    } catch (error) {
      await files.discard([blob.key]).catch(() => {});
      throw error;
    }
  });
};
