import { createRoute, z } from "@hono/zod-openapi";
import type { FileStorage, WrittenBlob } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { invalidRequest } from "../errors/api-error.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { type FormFile, readMultipartForm } from "../request-body/multipart-form.ts";
import { missingProperty, notOneOf, unexpectedProperty } from "./file-errors.ts";
import { fileObject, toFileObject } from "./file-object.ts";
import {
  emptyFile,
  LONGEST_EXPIRY_SECONDS,
  newFile,
  requireFileFormat,
  SHORTEST_EXPIRY_SECONDS,
  safeFilename,
  UPLOAD_PURPOSES,
} from "./new-file.ts";
import { Utf8Check } from "./utf8-check.ts";

/** 512 MB, as the service counts. */
export const MAXIMUM_FILE_BYTES = 512 * 1024 * 1024;

const request = z
  .object({
    file: z.string().openapi({ format: "binary" }),
    purpose: z.enum(UPLOAD_PURPOSES),
    expires_after: z
      .object({
        anchor: z.literal("created_at"),
        seconds: z.int().min(SHORTEST_EXPIRY_SECONDS).max(LONGEST_EXPIRY_SECONDS),
      })
      .optional(),
  })
  .openapi("CreateFileRequest");

const route = createRoute({
  method: "post",
  path: "/v1/files",
  summary: "Upload a file.",
  tags: ["Files"],
  request: { body: { required: true, content: { "multipart/form-data": { schema: request } } } },
  responses: {
    200: { description: "The file.", content: { "application/json": { schema: fileObject } } },
    ...errorAnswers,
  },
});

interface ReceivedFile {
  readonly blob: WrittenBlob;
  readonly filename: string;
  readonly isUtf8: boolean;
}

/** `POST /v1/files`. The router's own validator would hold the whole form in memory, so it is not asked. */
export const createFile: Resource = (application, services) => {
  const { store, files } = services;
  application.openAPIRegistry.registerPath(route);
  application.post(route.path, async (context) => {
    const discard = ({ blob }: ReceivedFile) => files.discard([blob.key]);
    const { fields, file: received } = await readMultipartForm(context.req.raw, {
      maximumBytes: MAXIMUM_FILE_BYTES,
      advice: "Please reduce the size of your file, or use the Uploads API to send it in parts.",
      receive: (file) => receive(file, files),
      discard,
    });
    try {
      if (received === undefined) throw missingProperty("file");
      const { purpose, expiresAfterSeconds } = wishesOf(fields);
      const { blob, filename, isUtf8 } = received;
      if (blob.bytes === 0) throw emptyFile();
      requireFileFormat(purpose, filename, isUtf8);
      const { project: projectId } = context.var;
      const file = newFile(
        { projectId, purpose, filename, bytes: blob.bytes, expiresAfterSeconds },
        services,
      );
      await store.files.create(file, [blob]);
      return context.json(toFileObject(file), 200);
    } catch (error) {
      if (received !== undefined) await discard(received).catch(() => {});
      throw error;
    }
  });
};

async function receive({ field, filename, content }: FormFile, files: FileStorage): Promise<ReceivedFile> {
  if (field !== "file") throw unexpectedProperty(field);
  const check = new Utf8Check();
  const blob = await files.write(
    (async function* () {
      for await (const chunk of content) {
        check.add(chunk);
        yield chunk;
      }
    })(),
  );
  return { blob, filename: safeFilename(filename), isUtf8: check.valid };
}

function wishesOf(fields: ReadonlyMap<string, string>) {
  const {
    purpose,
    "expires_after[anchor]": anchor,
    "expires_after[seconds]": seconds,
    ...others
  } = Object.fromEntries(fields);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw unexpectedProperty(unknown);
  if (purpose === undefined) throw missingProperty("purpose");
  const known = UPLOAD_PURPOSES.find((one) => one === purpose);
  if (known === undefined) throw notOneOf("purpose", purpose, UPLOAD_PURPOSES);
  if (anchor === undefined && seconds === undefined)
    return { purpose: known, expiresAfterSeconds: undefined };
  if (anchor === undefined) throw missingProperty("expires_after[anchor]");
  if (anchor !== "created_at") throw notOneOf("expires_after[anchor]", anchor, ["created_at"]);
  if (seconds === undefined) throw missingProperty("expires_after[seconds]");
  const number = /^\d{1,10}$/.test(seconds) ? Number(seconds) : Number.NaN;
  if (!(number >= SHORTEST_EXPIRY_SECONDS && number <= LONGEST_EXPIRY_SECONDS)) {
    throw invalidRequest(
      `Invalid 'expires_after[seconds]': expected an integer from ${SHORTEST_EXPIRY_SECONDS} to ${LONGEST_EXPIRY_SECONDS}.`,
      "expires_after[seconds]",
      "invalid_value",
    );
  }
  return { purpose: known, expiresAfterSeconds: number };
}
