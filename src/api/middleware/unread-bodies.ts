import type { MiddlewareHandler } from "hono";
import type { ApiEnvironment } from "../api-environment.ts";

/**
 * HEAD is answered by the handlers of GET, and nobody reads what they send: a stream has to be told,
 * or its work waits for a reader until it times out.
 */
export function unreadBodies(): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    await next();
    if (context.req.method === "HEAD") await context.res.body?.cancel();
  };
}
