import { createRoute } from "@hono/zod-openapi";
import { createId, type Preset } from "../../../store/index.ts";
import type { Resource } from "../../api-environment.ts";
import { ApiError, invalidRequest } from "../../errors/api-error.ts";
import { errorAnswers } from "../../errors/error-schema.ts";
import { jsonBody } from "../../request-body/json-body.ts";
import { rejectInvalid } from "../../validation/reject-invalid.ts";
import {
  deletedPreset,
  MAXIMUM_PRESET_BYTES,
  MAXIMUM_PRESETS,
  presetList,
  presetObject,
  presetPath,
  presetRequest,
  toListed,
  toWire,
} from "./preset-schema.ts";

const path = "/v1/fourone/presets";
const body = jsonBody(MAXIMUM_PRESET_BYTES);
const requestBody = { required: true, content: { "application/json": { schema: presetRequest } } };
const answers = {
  200: { description: "The preset.", content: { "application/json": { schema: presetObject } } },
  ...errorAnswers,
};
const common = { tags: ["Fourone"] };

const createPreset = createRoute({
  ...common,
  method: "post",
  path,
  summary: "Save a preset of the playground.",
  middleware: [body] as const,
  request: { body: requestBody },
  responses: answers,
});

const listPresets = createRoute({
  ...common,
  method: "get",
  path,
  summary: "List the project's presets, the newest first.",
  responses: {
    200: { description: "All of them.", content: { "application/json": { schema: presetList } } },
    ...errorAnswers,
  },
});

const retrievePreset = createRoute({
  ...common,
  method: "get",
  path: `${path}/{preset_id}`,
  summary: "Look up a preset.",
  request: { params: presetPath },
  responses: answers,
});

const updatePreset = createRoute({
  ...common,
  method: "post",
  path: `${path}/{preset_id}`,
  summary: "Replace a preset.",
  middleware: [body] as const,
  request: { params: presetPath, body: requestBody },
  responses: answers,
});

const deletePreset = createRoute({
  ...common,
  method: "delete",
  path: `${path}/{preset_id}`,
  summary: "Delete a preset.",
  request: { params: presetPath },
  responses: {
    200: { description: "It is gone.", content: { "application/json": { schema: deletedPreset } } },
    ...errorAnswers,
  },
});

/** `/v1/fourone/presets`: what the playground's users save, for everybody of their project. */
export const presets: Resource = (application, { store, clock, random }) => {
  const now = () => Math.floor(clock.now() / 1000);

  application.openapi(
    createPreset,
    async (context) => {
      const time = now();
      const preset: Preset = {
        id: createId("preset", random),
        projectId: context.var.project,
        createdAt: time,
        updatedAt: time,
        ...context.req.valid("json"),
      };
      if (!(await store.presets.create(preset, MAXIMUM_PRESETS))) throw tooManyPresets();
      return context.json(toWire(preset), 200);
    },
    rejectInvalid(presetRequest),
  );

  application.openapi(listPresets, async (context) => {
    const data = await store.presets.list(context.var.project);
    return context.json({ object: "list" as const, data: data.map(toListed) }, 200);
  });

  application.openapi(retrievePreset, async (context) => {
    const id = context.req.valid("param").preset_id;
    const preset = await store.presets.get(context.var.project, id);
    if (preset === undefined) throw presetNotFound(id);
    return context.json(toWire(preset), 200);
  });

  application.openapi(
    updatePreset,
    async (context) => {
      const id = context.req.valid("param").preset_id;
      const change = { ...context.req.valid("json"), updatedAt: now() };
      const preset = await store.presets.update(context.var.project, id, change);
      if (preset === undefined) throw presetNotFound(id);
      return context.json(toWire(preset), 200);
    },
    rejectInvalid(presetRequest),
  );

  application.openapi(deletePreset, async (context) => {
    const id = context.req.valid("param").preset_id;
    if (!(await store.presets.delete(context.var.project, id))) throw presetNotFound(id);
    return context.json({ id, object: "fourone.preset.deleted" as const, deleted: true as const }, 200);
  });
};

function presetNotFound(id: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `No preset found with id '${id.slice(0, 128)}'.`,
    param: "preset_id",
  });
}

function tooManyPresets(): ApiError {
  return invalidRequest(
    `A project may have ${MAXIMUM_PRESETS} presets. Delete one to save another.`,
    undefined,
    "preset_limit_exceeded",
  );
}
