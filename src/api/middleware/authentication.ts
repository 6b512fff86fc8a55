import type { Context, MiddlewareHandler } from "hono";
import type { AccessControl } from "../access/access-control.ts";
import { presentedKey } from "../access/presented-key.ts";
import { type Principal, projectOf } from "../access/principal.ts";
import { requireScope } from "../access/scopes.ts";
import type { ApiEnvironment } from "../api-environment.ts";

/** Lets only those pass that may do what they ask for, and says who they are. */
export function authentication(access: AccessControl): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    const principal = await callerOf(access, context);
    context.set("principal", principal);
    context.set("project", projectOf(principal));
    requireScope(principal, context.req.method, context.req.path);
    await next();
  };
}

async function callerOf(access: AccessControl, context: Context<ApiEnvironment>): Promise<Principal> {
  const { dispatch } = context.env;
  if (dispatch !== undefined) return access.ordered(dispatch.project, dispatch.keyId);
  return access.identify({
    key: presentedKey(context.req.header("authorization")),
    project: context.req.header("openai-project") || undefined,
  });
}
