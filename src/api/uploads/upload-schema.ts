import { z } from "@hono/zod-openapi";
import { filePurposes, type StoredFile, type Upload, type UploadPart } from "../../store/index.ts";
import { fileObject, toFileObject } from "../files/file-object.ts";
import { LONGEST_EXPIRY_SECONDS, SHORTEST_EXPIRY_SECONDS, UPLOAD_PURPOSES } from "../files/new-file.ts";
import { listOf } from "../validation/fields.ts";

/** 8 GB and 64 MB, as the service counts. */
export const MAXIMUM_UPLOAD_BYTES = 8 * 2 ** 30;
export const MAXIMUM_PART_BYTES = 64 * 2 ** 20;
/** As many as parts of a megabyte make 8 GB, and some. */
export const MAXIMUM_PARTS = 10_000;

export const uploadObject = z
  .object({
    id: z.string(),
    object: z.literal("upload"),
    bytes: z.int(),
    created_at: z.int().openapi({ description: "Unix seconds." }),
    filename: z.string(),
    purpose: z.enum(filePurposes),
    status: z.enum(["pending", "completed", "cancelled", "expired"]),
    expires_at: z.int().openapi({ description: "Unix seconds." }),
    file: fileObject.nullable(),
  })
  .openapi("Upload");

export const uploadPartObject = z
  .object({
    id: z.string(),
    object: z.literal("upload.part"),
    created_at: z.int().openapi({ description: "Unix seconds." }),
    upload_id: z.string(),
  })
  .openapi("UploadPart");

export const createUploadRequest = z
  .strictObject({
    filename: z.string().min(1).max(1_024),
    purpose: z.enum(UPLOAD_PURPOSES),
    bytes: z.int().min(1).max(MAXIMUM_UPLOAD_BYTES),
    mime_type: z.string().min(1).max(256),
    expires_after: z
      .strictObject({
        anchor: z.literal("created_at"),
        seconds: z.int().min(SHORTEST_EXPIRY_SECONDS).max(LONGEST_EXPIRY_SECONDS),
      })
      .optional(),
  })
  .openapi("CreateUploadRequest");

export const completeUploadRequest = z
  .strictObject({
    part_ids: listOf(z.string().max(256), { minimum: 1, maximum: MAXIMUM_PARTS }),
    md5: z
      .string()
      .regex(/^[0-9a-fA-F]{32}$/)
      .optional(),
  })
  .openapi("CompleteUploadRequest");

export const uploadPath = z.object({ upload_id: z.string() });

export function toUploadObject(upload: Upload, file?: StoredFile): z.infer<typeof uploadObject> {
  return {
    id: upload.id,
    object: "upload",
    bytes: upload.bytes,
    created_at: upload.createdAt,
    filename: upload.filename,
    purpose: upload.purpose,
    status: upload.status,
    expires_at: Math.floor(upload.expiresAt / 1000),
    file: file ? toFileObject(file) : null,
  };
}

export function toPartObject({ id, uploadId, createdAt }: UploadPart): z.infer<typeof uploadPartObject> {
  return { id, object: "upload.part", created_at: createdAt, upload_id: uploadId };
}
