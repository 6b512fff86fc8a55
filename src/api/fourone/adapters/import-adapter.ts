import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { createRoute, z } from "@hono/zod-openapi";
import type { ApiServices, Resource } from "../../api-environment.ts";
import { errorAnswers } from "../../errors/error-schema.ts";
import { modelNotAvailable } from "../../fine-tuning/fine-tuning-errors.ts";
import type { TunableWeights } from "../../fine-tuning/fine-tuning-options.ts";
import { tunedName } from "../../fine-tuning/new-job.ts";
import { addModel } from "../../fine-tuning/worker/keep-checkpoint.ts";
import { randomAlphanumeric } from "../../random-text.ts";
import { jsonBody } from "../../request-body/json-body.ts";
import { rejectInvalid } from "../../validation/reject-invalid.ts";
import { type AdaptedModel, adapterObject, toAdapterObject } from "./adapter-object.ts";
import { receiveAdapter } from "./receive-adapter.ts";

const importRequest = z
  .strictObject({
    model: z.string().min(1).max(256).openapi({ description: "Over whose weights it lies." }),
    file: z.string().min(1).max(256).openapi({
      description: "An uploaded file: a GGUF adapter, or the `adapter_model.safetensors` of PEFT.",
    }),
    config: z.string().min(1).max(256).nullish().openapi({ description: "PEFT's `adapter_config.json`." }),
    suffix: z.string().min(1).max(64).nullish().openapi({ description: "Part of the tuned model's name." }),
  })
  .openapi("FouroneAdapterImport");

/** `POST /v1/fourone/adapters` */
export const importAdapter: Resource = (application, services) => {
  const route = createRoute({
    method: "post",
    path: "/v1/fourone/adapters",
    summary: "Serve an adapter that was trained elsewhere as a tuned model.",
    tags: ["Fine-tuning"],
    middleware: [jsonBody(services.limits.maximumBodyBytes)] as const,
    request: { body: { required: true, content: { "application/json": { schema: importRequest } } } },
    responses: {
      200: { description: "The adapter.", content: { "application/json": { schema: adapterObject } } },
      ...errorAnswers,
    },
  });
  // One at a time: each is held in memory while it is checked.
  let last: Promise<unknown> = Promise.resolve();
  application.openapi(
    route,
    async (context) => {
      const request = context.req.valid("json");
      const trainable = services.fineTuning.trainable(request.model);
      if (trainable === undefined) throw modelNotAvailable(request.model);
      await services.modelAccess.require(context.var.principal, trainable.model, request.model);
      const { snapshot } = trainable.model;
      const about = { projectId: context.var.project, snapshot, weights: trainable.weights };
      const work = last.then(() => bringIn(request, about, services));
      last = work.catch(() => {});
      const model = await work;
      return context.json(toAdapterObject(model, trainable.weights.sha256), 200);
    },
    rejectInvalid(importRequest),
  );
};

async function bringIn(
  { file, config, suffix }: z.infer<typeof importRequest>,
  about: { readonly projectId: string; readonly snapshot: string; readonly weights: TunableWeights },
  services: ApiServices,
): Promise<AdaptedModel> {
  const { store, files, fineTuning, clock, random } = services;
  const { projectId, snapshot, weights } = about;
  const folder = await temporaryFolder(fineTuning.importFolder);
  try {
    const into = join(folder, "adapter.gguf");
    const { rank } = await receiveAdapter({ file, config }, about, { folder, into }, services);
    const blob = await files.write(createReadStream(into));
    const { sha256, title } = weights;
    const id = `adapter-${randomAlphanumeric(random, 24)}`;
    const model = {
      name: tunedName(snapshot, suffix ?? "", services),
      projectId,
      baseModel: snapshot,
      createdAt: Math.floor(clock.now() / 1000),
      adapter: { id, blob, weights: { sha256, title }, rank, imported: true },
    };
    await store
      .transaction((repositories) => addModel(repositories, model))
      .finally(() => files.discard([blob.key]));
    fineTuning.serve(model);
    return model;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function temporaryFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  return mkdtemp(join(parent, "import-"));
}
