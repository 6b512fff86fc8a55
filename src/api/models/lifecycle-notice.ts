import type { Context, MiddlewareHandler } from "hono";
import type { ApiEnvironment } from "../api-environment.ts";
import type { ModelLifecycle } from "./model-lifecycle.ts";

/** Puts what a handler has noted about its model's end onto the answer, whatever the answer is. */
export function lifecycleHeaders(): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    await next();
    for (const [name, value] of context.var.lifecycleHeaders ?? []) context.res.headers.set(name, value);
  };
}

/**
 * Notes the end of the model that a request names: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) on the answer, a
 * line in the log now and then, and which model answers where another stands in.
 */
export function noteLifecycle(
  context: Context<ApiEnvironment>,
  name: string,
  lifecycle: ModelLifecycle,
): void {
  const state = lifecycle.stateOf(name);
  if (state.kind === "active") return;
  const { shutdown, announced, replacement } = state.deprecation;
  const since = announced === undefined ? 0 : Date.parse(announced) / 1000;
  const standIn = state.kind === "retired" ? lifecycle.resolve(name)?.snapshot : undefined;
  context.set("lifecycleHeaders", [
    ["deprecation", `@${since}`],
    ["sunset", new Date(shutdown).toUTCString()],
    ...(standIn === undefined ? [] : ([["x-fourone-redirected-model", standIn]] as const)),
  ]);
  if (lifecycle.isWorthALine(name)) {
    context.var.log.warn({ model: name, shutdown, replacement }, `a request names a ${state.kind} model`);
  }
}
