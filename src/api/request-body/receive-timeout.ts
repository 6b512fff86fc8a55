import type { IncomingMessage } from "node:http";
import type { MiddlewareHandler } from "hono";
import type { ApiEnvironment } from "../api-environment.ts";
import { answerProtocolError } from "../protocol-error.ts";

export interface ReceiveTimeouts {
  readonly receiveTimeoutMilliseconds: number;
  readonly uploadTimeoutMilliseconds: number;
}

/**
 * Bounds how long a request may take to arrive: forms with files, which may be large, have longer than all others.
 * The HTTP server itself knows only one limit, that of the longest.
 */
export function receiveTimeout(limits: ReceiveTimeouts): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    const { incoming } = context.env;
    const isForm = /^multipart\//i.test(context.req.header("content-type") ?? "");
    // Under HTTP/2 the server would be another one.
    const request = incoming as IncomingMessage;
    if (isForm || request.complete || !hasBody(request)) return next();
    const timer = setTimeout(() => {
      if (!request.complete) answerProtocolError(tooSlow(), request.socket);
    }, limits.receiveTimeoutMilliseconds);
    request.once("close", () => clearTimeout(timer));
    return next();
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function tooSlow(): NodeJS.ErrnoException {
  return Object.assign(new Error("too slow"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
}
