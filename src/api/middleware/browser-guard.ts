import type { HonoRequest, MiddlewareHandler } from "hono";
import { isLoopbackHost } from "../../config/index.ts";
import type { AccessControl } from "../access/access-control.ts";
import type { ApiEnvironment } from "../api-environment.ts";
import { ApiError } from "../errors/api-error.ts";

const EXPOSED_HEADERS = "X-Request-ID, OpenAI-Processing-MS, OpenAI-Version, Retry-After";

/**
 * Keeps web pages of other sites away from a server that asks for no key. Whoever visits a hostile
 * page lends it the reach of the own browser, this machine's loopback included:
 * - under its own name, once that resolves to 127.0.0.1 (DNS rebinding): the Host header tells;
 * - across origins, by requests that browsers send without asking: the Origin header tells. `null`
 *   is nobody's origin and every sandboxed frame's.
 *
 * Where a key is demanded, it is what keeps pages away, and any origin may try.
 */
export function browserGuard(access: AccessControl): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    const origin = context.req.header("origin");
    // Where the database cannot tell, the stricter side is right.
    if (!(await access.demandsKey().catch(() => false))) {
      if (!isLoopbackHost(hostName(context.req.header("host") ?? ""))) throw foreignHost();
      if (origin !== undefined && !isLoopbackOrigin(origin)) throw foreignOrigin();
    }
    if (origin === undefined) return next();

    const preflight = context.req.method === "OPTIONS" && context.req.header("access-control-request-method");
    if (preflight) context.res = new Response(null, { status: 204, headers: permissions(context.req) });
    else await next();
    const { headers } = context.res;
    headers.set("access-control-allow-origin", origin);
    headers.set("access-control-expose-headers", EXPOSED_HEADERS);
    headers.append("vary", "Origin");
  };
}

function permissions(request: HonoRequest): Record<string, string> {
  return {
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": request.header("access-control-request-headers") ?? "",
    "access-control-max-age": "600",
    ...(request.header("access-control-request-private-network") === "true" && {
      "access-control-allow-private-network": "true",
    }),
  };
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, "");
}

function isLoopbackOrigin(origin: string): boolean {
  const url = URL.parse(origin);
  return url !== null && /^https?:$/.test(url.protocol) && isLoopbackHost(url.hostname);
}

function foreignHost(): ApiError {
  return new ApiError({
    status: 403,
    type: "invalid_request_error",
    message:
      "This server answers without an API key only under a loopback name such as localhost or 127.0.0.1. Configure an API key to reach it under other names.",
    code: "forbidden_host",
  });
}

function foreignOrigin(): ApiError {
  return new ApiError({
    status: 403,
    type: "invalid_request_error",
    message:
      "This server answers web pages without an API key only if they come from this machine. Configure an API key to use it from other origins.",
    code: "forbidden_origin",
  });
}
