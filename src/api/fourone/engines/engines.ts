import { setTimeout as sleep } from "node:timers/promises";
import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../../api-environment.ts";
import { ApiError } from "../../errors/api-error.ts";
import { errorAnswers } from "../../errors/error-schema.ts";
import { namedEngines } from "../../named-engines.ts";
import { dataFrame, EVENT_STREAM_HEADERS, eventStream } from "../../streaming/event-stream.ts";
import { engineObject, toEngineObject } from "./engine-object.ts";

/** Engines themselves report four times a second. */
const INTERVAL_MILLISECONDS = 1_000;

/** People who watch at the same time. */
const MAXIMUM_WATCHERS = 64;

const tags = ["Fourone"];
const engineList = z
  .object({ object: z.literal("list"), data: z.array(engineObject) })
  .openapi("FouroneEngineList");

const listRoute = createRoute({
  method: "get",
  path: "/v1/fourone/engines",
  summary: "What the engines do at this moment.",
  tags,
  responses: {
    200: { description: "Every engine.", content: { "application/json": { schema: engineList } } },
    ...errorAnswers,
  },
});

const eventsRoute = createRoute({
  method: "get",
  path: "/v1/fourone/engines/events",
  summary: "The same, told every second.",
  tags,
  responses: {
    200: {
      description: "Server-sent events; the data of each is a list of engines.",
      content: { "text/event-stream": { schema: z.string() } },
    },
    ...errorAnswers,
  },
});

/** `GET /v1/fourone/engines` and `/v1/fourone/engines/events` */
export const engines: Resource = (application, services) => {
  const { models, machine, running, limits } = services;
  let watchers = 0;

  application.openapi(listRoute, (context) => context.json(list(), 200));

  application.openapi(eventsRoute, () => {
    if (watchers >= MAXIMUM_WATCHERS) throw tooManyWatchers();
    const gone = new AbortController();
    watchers++;
    const body = eventStream({
      frames: frames(gone.signal),
      stalledMilliseconds: limits.stalledClientMilliseconds,
      onCancel: () => gone.abort(),
      onStall: () => gone.abort(),
      onEnd: () => {
        watchers--;
      },
    });
    return new Response(body, { headers: EVENT_STREAM_HEADERS });
  });

  function list() {
    const loaded = machine?.loaded() ?? [];
    const data = [...namedEngines(models)].map(([name, engine]) => {
      const served = models.models().filter((model) => model.engine === engine && model.tuned === undefined);
      const names = served.map(({ alias, snapshot }) => alias ?? snapshot);
      const weights = loaded.find(({ tiers }) => tiers.some((tier) => names.includes(tier)));
      return toEngineObject(name, names, engine, weights);
    });
    return { object: "list" as const, data };
  }

  /** Ends with the server: whoever watches is no work that a shutdown waits for. */
  async function* frames(signal: AbortSignal): AsyncGenerator<string, void> {
    while (running.accepting && !signal.aborted) {
      yield dataFrame(JSON.stringify(list()));
      await sleep(INTERVAL_MILLISECONDS, undefined, { signal, ref: false }).catch(() => {});
    }
  }
};

function tooManyWatchers(): ApiError {
  return new ApiError({
    status: 429,
    type: "invalid_request_error",
    message: `At most ${MAXIMUM_WATCHERS} clients can watch the engines at a time.`,
    code: "too_many_watchers",
    headers: { "retry-after": "5" },
  });
}
