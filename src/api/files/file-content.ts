import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { peek } from "../streaming/peek.ts";
import { fileNotFound } from "./file-errors.ts";

const route = createRoute({
  method: "get",
  path: "/v1/files/{file_id}/content",
  summary: "Download a file.",
  tags: ["Files"],
  request: { params: z.object({ file_id: z.string() }) },
  responses: {
    200: {
      description: "The file's content.",
      content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
    },
    ...errorAnswers,
  },
});

/** `GET /v1/files/{id}/content` */
export const fileContent: Resource = (application, { store, files }) => {
  application.openapi(route, async (context) => {
    const id = context.req.valid("param").file_id;
    const file = await store.files.get(context.var.project, id);
    if (file === undefined) throw fileNotFound(id);
    // A content that cannot be read is told of before the head of the answer is sent.
    const { first, items } = peek(files.read(file));
    await first;
    const ascii = file.filename.replace(/[^\x20-\x7e]|["\\%]/g, "_");
    return new Response(ReadableStream.from(items), {
      headers: {
        "content-type": "application/octet-stream",
        "content-length": String(file.bytes),
        "content-disposition": `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(file.filename)}`,
      },
    });
  });
};
