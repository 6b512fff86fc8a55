import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { listSchema, pageParameters, toList, toPageQuery } from "../lists/list-page.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { createFile } from "./create-file.ts";
import { fileContent } from "./file-content.ts";
import { fileNotFound } from "./file-errors.ts";
import { fileObject, toFileObject } from "./file-object.ts";

const PAGE = { usual: 10_000, maximum: 10_000 };
const tags = ["Files"];
const params = z.object({ file_id: z.string() });

const listQuery = z.object({
  ...pageParameters("desc", PAGE),
  purpose: z.string().max(64).optional(),
});

const listRoute = createRoute({
  method: "get",
  path: "/v1/files",
  summary: "List files.",
  tags,
  request: { query: listQuery },
  responses: {
    200: {
      description: "The project's files.",
      content: { "application/json": { schema: listSchema(fileObject).openapi("ListFilesResponse") } },
    },
    ...errorAnswers,
  },
});

const retrieveRoute = createRoute({
  method: "get",
  path: "/v1/files/{file_id}",
  summary: "Look up a file.",
  tags,
  request: { params },
  responses: {
    200: { description: "The file.", content: { "application/json": { schema: fileObject } } },
    ...errorAnswers,
  },
});

const deleted = z
  .object({ id: z.string(), object: z.literal("file"), deleted: z.boolean() })
  .openapi("DeleteFileResponse");

const deleteRoute = createRoute({
  method: "delete",
  path: "/v1/files/{file_id}",
  summary: "Delete a file.",
  tags,
  request: { params },
  responses: {
    200: { description: "It is gone.", content: { "application/json": { schema: deleted } } },
    ...errorAnswers,
  },
});

/** `/v1/files` */
export const files: Resource = (application, services) => {
  const { store, files: storage } = services;
  createFile(application, services);

  application.openapi(
    listRoute,
    async (context) => {
      const wishes = context.req.valid("query");
      const query = { ...toPageQuery(wishes, "desc", PAGE), purpose: wishes.purpose };
      const { data, hasMore } = await store.files.list(context.var.project, query);
      return context.json(toList({ data: data.map(toFileObject), hasMore }), 200);
    },
    rejectInvalid(listQuery),
  );

  application.openapi(retrieveRoute, async (context) => {
    const id = context.req.valid("param").file_id;
    const file = await store.files.get(context.var.project, id);
    if (file === undefined) throw fileNotFound(id);
    return context.json(toFileObject(file), 200);
  });

  application.openapi(deleteRoute, async (context) => {
    const id = context.req.valid("param").file_id;
    if (!(await store.files.delete(context.var.project, id))) throw fileNotFound(id);
    // The file is gone; if its bytes cannot be deleted now, the sweeper tries again.
    await storage.collectGarbage().catch((err) => context.var.log.warn({ err }, "bytes are deleted later"));
    return context.json({ id, object: "file" as const, deleted: true }, 200);
  });

  fileContent(application, services);
};
