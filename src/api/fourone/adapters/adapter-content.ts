import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { createRoute, z } from "@hono/zod-openapi";
import { decoderShape, exportPeftAdapter, TrainerError } from "../../../trainer/index.ts";
import { readGgufHeader } from "../../../weights/index.ts";
import type { ApiServices, Resource } from "../../api-environment.ts";
import { invalidRequest } from "../../errors/api-error.ts";
import { errorAnswers } from "../../errors/error-schema.ts";
import { adapterError, weightsChanged } from "../../fine-tuning/models/adapter-errors.ts";
import { peek } from "../../streaming/peek.ts";
import { rejectInvalid } from "../../validation/reject-invalid.ts";
import type { AdaptedModel } from "./adapter-object.ts";
import { requireAdapter } from "./require-adapter.ts";

const PEFT_FILES = ["adapter_config.json", "adapter_model.safetensors"] as const;

const query = z.object({
  file: z
    .enum(["adapter.gguf", ...PEFT_FILES])
    .optional()
    .openapi({ default: "adapter.gguf", description: "As llama.cpp reads it, or one of PEFT's two files." }),
});

const route = createRoute({
  method: "get",
  path: "/v1/fourone/adapters/{model}/content",
  summary: "Download an adapter, to use it elsewhere.",
  tags: ["Fine-tuning"],
  request: { params: z.object({ model: z.string() }), query },
  responses: {
    200: {
      description: "The file.",
      content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
    },
    ...errorAnswers,
  },
});

/** `GET /v1/fourone/adapters/{model}/content` */
export const adapterContent: Resource = (application, services) => {
  application.openapi(
    route,
    async (context) => {
      const model = await requireAdapter(context.var.project, context.req.valid("param").model, services);
      const { file = "adapter.gguf" } = context.req.valid("query");
      const headers = {
        "content-type": "application/octet-stream",
        "content-disposition": `attachment; filename="${file}"`,
      };
      if (file !== "adapter.gguf") {
        return new Response(await peftFile(model, file, services), { headers });
      }
      const { blob } = model.adapter;
      // A content that cannot be read is told of before the head of the answer is sent.
      const { first, items } = peek(services.files.readBlobs([blob]));
      await first.catch((error: unknown) => {
        throw adapterError(model.name, error);
      });
      return new Response(ReadableStream.from(items), {
        headers: { ...headers, "content-length": String(blob.bytes) },
      });
    },
    rejectInvalid(query),
  );
};

/** Converted anew for each file: it is asked for rarely, and takes a second. */
async function peftFile(
  { name, baseModel, adapter }: AdaptedModel,
  file: (typeof PEFT_FILES)[number],
  { fineTuning }: ApiServices,
): Promise<Uint8Array<ArrayBuffer>> {
  const weights = fineTuning.trainable(baseModel)?.weights;
  if (weights?.sha256 !== adapter.weights.sha256)
    throw weightsChanged(name, baseModel, adapter.weights, weights);
  const gguf = await fineTuning.adapterFile(adapter).catch((error: unknown) => {
    throw adapterError(name, error);
  });
  await mkdir(fineTuning.importFolder, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(fineTuning.importFolder, "export-"));
  try {
    await exportPeftAdapter(gguf, decoderShape(readGgufHeader(weights.path)), weights.title, folder);
    return new Uint8Array(await readFile(join(folder, file)));
  } catch (error) {
    if (!(error instanceof TrainerError) || error.code !== "invalid-adapter") throw error;
    throw invalidRequest(error.message, "file", "unsupported_value");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
