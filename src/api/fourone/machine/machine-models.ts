import { createRoute, z } from "@hono/zod-openapi";
import { servedTiers, writeModelBinding } from "../../../config/index.ts";
import { resolveBindings } from "../../../weights/index.ts";
import type { Resource } from "../../api-environment.ts";
import { errorAnswers } from "../../errors/error-schema.ts";
import { jsonBody } from "../../request-body/json-body.ts";
import { rejectInvalid } from "../../validation/reject-invalid.ts";
import { planObject, toPlanObject } from "../engines/engine-object.ts";
import { bindingObject, bindRequest, listBindings, planOf, referenceOf, withBinding } from "./binding.ts";
import { notManaged, outranked } from "./machine-errors.ts";

const MAXIMUM_BODY = 64 * 1024;
const MODEL = "/v1/fourone/machine/models/{model}";
const tags = ["Fourone"];
const params = z.object({ model: z.enum(servedTiers) });
const bindings = z.object({ object: z.literal("list"), data: z.array(bindingObject) });
const allBindings = {
  200: { description: "Every model.", content: { "application/json": { schema: bindings } } },
  ...errorAnswers,
};
const body = { required: true, content: { "application/json": { schema: bindRequest } } };

const listRoute = createRoute({
  method: "get",
  path: "/v1/fourone/machine/models",
  summary: "What each model is bound to.",
  tags,
  responses: allBindings,
});

const planRoute = createRoute({
  method: "post",
  path: `${MODEL}/plan`,
  summary: "How a model would be loaded, were it bound like this. Changes nothing.",
  tags,
  middleware: [jsonBody(MAXIMUM_BODY)] as const,
  request: { params, body },
  responses: {
    200: { description: "The memory plan.", content: { "application/json": { schema: planObject } } },
    ...errorAnswers,
  },
});

const bindRoute = createRoute({
  method: "post",
  path: MODEL,
  summary: "Bind a model to weights, from the next start on.",
  tags,
  middleware: [jsonBody(MAXIMUM_BODY)] as const,
  request: { params, body },
  responses: allBindings,
});

const unbindRoute = createRoute({
  method: "delete",
  path: MODEL,
  summary: "Give a model back to the profile, from the next start on.",
  tags,
  request: { params },
  responses: allBindings,
});

/** `/v1/fourone/machine/models` */
export const machineModels: Resource = (application, { machine }) => {
  const list = async () => {
    if (machine === undefined) throw notManaged();
    return { object: "list" as const, data: await listBindings(await machine.config(), machine) };
  };

  application.openapi(listRoute, async (context) => context.json(await list(), 200));

  application.openapi(
    planRoute,
    async (context) => {
      if (machine === undefined) throw notManaged();
      const { model } = context.req.valid("param");
      const request = context.req.valid("json");
      referenceOf(request.weights);
      const planned = await planOf(withBinding(await machine.config(), model, request), machine);
      const served = planned.find(({ tiers }) => tiers.includes(model));
      if (served === undefined) throw new Error("a model is bound to nothing");
      return context.json(toPlanObject(served), 200);
    },
    rejectInvalid(bindRequest),
  );

  application.openapi(
    bindRoute,
    async (context) => {
      if (machine === undefined) throw notManaged();
      const { model } = context.req.valid("param");
      const request = context.req.valid("json");
      const reference = referenceOf(request.weights);
      const before = await machine.config();
      const wanted = withBinding(before, model, request);
      await planOf(wanted, machine);
      await writeModelBinding(before.home, model, wanted.models[model]);
      const inForce = resolveBindings(await machine.config()).find(({ tiers }) => tiers.includes(model));
      if (inForce?.reference.id !== reference.id) {
        await writeModelBinding(before.home, model, undefined);
        throw outranked(model);
      }
      return context.json(await list(), 200);
    },
    rejectInvalid(bindRequest),
  );

  application.openapi(
    unbindRoute,
    async (context) => {
      if (machine === undefined) throw notManaged();
      await writeModelBinding((await machine.config()).home, context.req.valid("param").model, undefined);
      return context.json(await list(), 200);
    },
    rejectInvalid(params),
  );
};
