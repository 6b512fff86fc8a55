import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Logger } from "pino";
import type { ApiEnvironment } from "../api-environment.ts";
import type { Clock } from "../clock.ts";
import { invalidRequest } from "../errors/api-error.ts";
import type { ApiMetrics } from "../metrics/api-metrics.ts";
import { type RandomBytes, randomHexadecimal } from "../random-text.ts";

const CLIENT_REQUEST_ID = /^[\x20-\x7e]{1,512}$/;

export interface RequestIdentityOptions {
  readonly log: Logger;
  readonly metrics: ApiMetrics;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly headers: Readonly<Record<string, string>>;
}

/** Gives each request an id, and its answer the headers, the log line and the counters that all have. */
export function requestIdentity(options: RequestIdentityOptions): MiddlewareHandler<ApiEnvironment> {
  const { metrics, clock, random, headers } = options;
  return async (context, next) => {
    const start = clock.elapsed();
    const requestId = newRequestId(random);
    const log = options.log.child({ requestId });
    context.set("requestId", requestId);
    context.set("log", log);

    await next();

    // Errors have become an answer by now, so these headers reach all of them.
    const milliseconds = Math.max(1, Math.round(clock.elapsed() - start));
    const answer = context.res;
    answer.headers.set("x-request-id", requestId);
    answer.headers.set("openai-processing-ms", String(milliseconds));
    for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
    for (const [name, value] of Object.entries(context.var.limitHeaders ?? {}))
      answer.headers.set(name, value);
    if (context.var.project !== undefined) answer.headers.set("openai-project", context.var.project);
    const { method } = context.req;
    const { status } = answer;
    // The page's route takes all that no other does, so it stands behind every other in the list.
    const route = matchedRoutes(context).findLast(({ path }) => !path.endsWith("*"))?.path ?? "/*";
    metrics.request(method, route, status, milliseconds / 1000);
    log.info({ method, route, status, milliseconds }, "answered");
  };
}

export function newRequestId(random: RandomBytes): string {
  return `req_${randomHexadecimal(random, 16)}`;
}

/** Clients may name their requests; the name goes to the log, so it is held to what the API allows. */
export function clientRequestId(): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    const id = context.req.header("x-client-request-id");
    if (id !== undefined) {
      if (!CLIENT_REQUEST_ID.test(id)) {
        throw invalidRequest(
          "Invalid 'X-Client-Request-Id' header: expected at most 512 ASCII characters.",
          "X-Client-Request-Id",
          "invalid_value",
        );
      }
      context.set("log", context.var.log.child({ clientRequestId: id }));
    }
    await next();
  };
}
