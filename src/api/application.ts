import { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import type { Logger } from "pino";
import type { AccessControl } from "./access/access-control.ts";
import type { ApiEnvironment, ApiServices } from "./api-environment.ts";
import type { ApiError } from "./errors/api-error.ts";
import { errorResponse } from "./errors/error-response.ts";
import { methodNotAllowed, unknownUrl } from "./errors/routing-errors.ts";
import { toApiError } from "./errors/to-api-error.ts";
import { authentication } from "./middleware/authentication.ts";
import { browserGuard } from "./middleware/browser-guard.ts";
import { clientRequestId, requestIdentity } from "./middleware/request-identity.ts";
import { unreadBodies } from "./middleware/unread-bodies.ts";
import { lifecycleHeaders } from "./models/lifecycle-notice.ts";
import { receiveTimeout } from "./request-body/receive-timeout.ts";
import { RESOURCES } from "./resources.ts";

export type Application = OpenAPIHono<ApiEnvironment>;

/** Everything between a request and its answer. */
export function createApplication(
  options: { readonly access: AccessControl; readonly log: Logger },
  services: ApiServices,
  headers: Readonly<Record<string, string>>,
): Application {
  const { access, log } = options;
  const { metrics, clock, random } = services;
  const application = new OpenAPIHono<ApiEnvironment>();
  application.use(requestIdentity({ log, metrics, clock, random, headers }));
  application.use(unreadBodies());
  application.use(unlessInternal(receiveTimeout(services.limits)));
  application.use((context, next) => {
    context.set("usage", context.env.dispatch?.usage ?? services.usage);
    return next();
  });
  application.use(unlessInternal(browserGuard(access)));
  application.use(clientRequestId());
  application.use("/v1/*", lifecycleHeaders());
  application.use("/v1/*", authentication(access));
  for (const resource of RESOURCES) resource(application, services);

  application.notFound((context) =>
    errorResponse(notFound(application, context.req.method, context.req.path)),
  );
  application.onError((thrown, context) => {
    const error = toApiError(thrown);
    if (error.status >= 500) context.var.log.error({ err: error.cause ?? error }, "request failed");
    return errorResponse(error);
  });
  return application;
}

/** Guards of the door have nothing to ask of requests that come from inside. */
function unlessInternal(guard: MiddlewareHandler<ApiEnvironment>): MiddlewareHandler<ApiEnvironment> {
  return (context, next) => (context.env.dispatch === undefined ? guard(context, next) : next());
}

function notFound(application: Application, method: string, path: string): ApiError {
  const allowed = application.routes
    .filter((route) => route.method !== "ALL" && matches(route.path, path))
    .map((route) => route.method);
  return allowed.length > 0
    ? methodNotAllowed(method, path, [...new Set(allowed)])
    : unknownUrl(method, path);
}

/** Whether a path has the form of a route's pattern, in which `:name` stands for one segment that is not empty. */
function matches(pattern: string, path: string): boolean {
  const expected = pattern.split("/");
  const given = path.split("/");
  return (
    expected.length === given.length &&
    expected.every((segment, index) =>
      segment.startsWith(":") ? given[index] !== "" : segment === given[index],
    )
  );
}
