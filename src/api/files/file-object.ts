import { z } from "@hono/zod-openapi";
import { filePurposes, type StoredFile } from "../../store/index.ts";

export const fileObject = z
  .object({
    id: z.string(),
    object: z.literal("file"),
    bytes: z.int(),
    created_at: z.int().openapi({ description: "Unix seconds." }),
    filename: z.string(),
    purpose: z.enum(filePurposes),
    status: z.enum(["uploaded", "processed", "error"]).openapi({ deprecated: true }),
    expires_at: z.int().nullable().openapi({ description: "Unix seconds; null: it stays." }),
    status_details: z.string().nullable().openapi({ deprecated: true }),
  })
  .openapi("OpenAIFile");

export type FileObject = z.infer<typeof fileObject>;

export function toFileObject(file: StoredFile): FileObject {
  return {
    id: file.id,
    object: "file",
    bytes: file.bytes,
    created_at: file.createdAt,
    filename: file.filename,
    purpose: file.purpose,
    // What is listed has arrived whole; what is in it is judged by who reads it.
    status: "processed",
    expires_at: file.expiresAt === undefined ? null : Math.floor(file.expiresAt / 1000),
    status_details: null,
  };
}
