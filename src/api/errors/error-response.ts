import type { ApiError } from "./api-error.ts";

/** The HTTP answer for an error, where no byte of another answer has been sent. */
export function errorResponse(error: ApiError): Response {
  return new Response(JSON.stringify(error.body()), {
    status: error.status,
    headers: { "content-type": "application/json", ...error.headers },
  });
}
