import type { MiddlewareHandler } from "hono";
import type { ApiEnvironment } from "../api-environment.ts";
import { ApiError } from "../errors/api-error.ts";
import { demandPlainBody } from "./demand-plain-body.ts";
import { parseJsonBody } from "./parse-json-body.ts";
import { readBody } from "./read-body.ts";

const JSON_MEDIA_TYPE = /^application\/json\s*(;|$)/i;

/**
 * Reads and parses the JSON body ahead of the route's validator, and gives it the result: the
 * request's own reader knows no bounds, and the validator hides what is wrong.
 *
 * The media type is demanded. A web page can send other types (and none at all) to this server
 * without the browser asking first, JSON it cannot.
 */
export function jsonBody(maximumBytes: number): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    const contentType = context.req.header("content-type");
    if (contentType === undefined || !JSON_MEDIA_TYPE.test(contentType)) {
      throw unsupportedContentType(contentType);
    }
    demandPlainBody(context.req.header("content-encoding"));
    const value = parseJsonBody(await readBody(context.req.raw, maximumBytes));
    context.req.json = async <Value>() => value as Value;
    await next();
  };
}

function unsupportedContentType(contentType: string | undefined): ApiError {
  const given = contentType === undefined ? "none" : `'${contentType.slice(0, 100)}'`;
  return new ApiError({
    status: 415,
    type: "invalid_request_error",
    message: `Unsupported content type: ${given}. This API method only accepts 'application/json' requests. Please try again with the header 'Content-Type: application/json'.`,
    code: "unsupported_content_type",
  });
}
