import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../../api-environment.ts";
import { errorAnswers } from "../../errors/error-schema.ts";
import { jsonBody } from "../../request-body/json-body.ts";
import { rejectInvalid } from "../../validation/reject-invalid.ts";
import { referenceOf } from "./binding.ts";
import { notManaged, unknownPull } from "./machine-errors.ts";
import { pullObject } from "./pull-object.ts";
import { Pulls } from "./pulls.ts";
import { listWeights, weightsObject } from "./weights-object.ts";

const MAXIMUM_BODY = 64 * 1024;
const tags = ["Fourone"];
const onePull = {
  200: { description: "The pull.", content: { "application/json": { schema: pullObject } } },
  ...errorAnswers,
};
const params = z.object({ pull_id: z.string() });
const pullRequest = z.strictObject({ weights: z.string().min(1).max(512) }).openapi("FouronePullRequest");

const listOf = (schema: z.ZodType, description: string) => ({
  200: {
    description,
    content: {
      "application/json": { schema: z.object({ object: z.literal("list"), data: z.array(schema) }) },
    },
  },
  ...errorAnswers,
});

const listRoute = createRoute({
  method: "get",
  path: "/v1/fourone/machine/weights",
  summary: "Weights that are known, and what of them is on this machine.",
  tags,
  responses: listOf(weightsObject, "The catalog and what is bound besides."),
});

const pullsRoute = createRoute({
  method: "get",
  path: "/v1/fourone/machine/pulls",
  summary: "Pulls that run or ran.",
  tags,
  responses: listOf(pullObject, "The newest first."),
});

const startRoute = createRoute({
  method: "post",
  path: "/v1/fourone/machine/pulls",
  summary: "Fetch weights, or join the fetching of them.",
  tags,
  middleware: [jsonBody(MAXIMUM_BODY)] as const,
  request: { body: { required: true, content: { "application/json": { schema: pullRequest } } } },
  responses: onePull,
});

const pullRoute = createRoute({
  method: "get",
  path: "/v1/fourone/machine/pulls/{pull_id}",
  summary: "How far a pull has come.",
  tags,
  request: { params },
  responses: onePull,
});

const cancelRoute = createRoute({
  method: "post",
  path: "/v1/fourone/machine/pulls/{pull_id}/cancel",
  summary: "End a pull. What has arrived stays for the next one.",
  tags,
  request: { params },
  responses: onePull,
});

/** `/v1/fourone/machine/weights` and `/v1/fourone/machine/pulls` */
export const machineWeights: Resource = (application, services) => {
  const { machine } = services;
  const pulls = new Pulls(services);

  application.openapi(listRoute, async (context) => {
    if (machine === undefined) throw notManaged();
    return context.json({ object: "list" as const, data: await listWeights(await machine.config()) }, 200);
  });

  application.openapi(pullsRoute, (context) =>
    context.json({ object: "list" as const, data: pulls.list() }, 200),
  );

  application.openapi(
    startRoute,
    async (context) => {
      if (machine === undefined) throw notManaged();
      const reference = referenceOf(context.req.valid("json").weights);
      const { home } = await machine.config();
      const { log } = context.var;
      const pull = pulls.start(reference, { home, quantizer: machine.quantizer }, (err) =>
        log.error({ err }, "a pull failed"),
      );
      return context.json(pull, 200);
    },
    rejectInvalid(pullRequest),
  );

  application.openapi(pullRoute, (context) => {
    const id = context.req.valid("param").pull_id;
    const pull = pulls.get(id);
    if (pull === undefined) throw unknownPull(id);
    return context.json(pull, 200);
  });

  application.openapi(cancelRoute, (context) => {
    const id = context.req.valid("param").pull_id;
    const pull = pulls.cancel(id);
    if (pull === undefined) throw unknownPull(id);
    return context.json(pull, 200);
  });
};
