import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { ApiError } from "./errors/api-error.ts";

/** The request has no usable URL or Host. */
export function protocolError(headers: Readonly<Record<string, string>>): ApiError {
  return new ApiError({
    status: 400,
    type: "invalid_request_error",
    message: "Invalid URL or Host header.",
    headers,
  });
}

/** Answers bytes that are no HTTP request, or not a whole one, and hangs up. */
export function answerProtocolError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, message } = describe(error.code);
  const body = JSON.stringify(new ApiError({ status, type: "invalid_request_error", message }).body());
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      "Connection: close",
      "Content-Type: application/json",
      `Content-Length: ${Buffer.byteLength(body)}`,
      "",
      body,
    ].join("\r\n"),
  );
}

function describe(code: string | undefined): { status: number; message: string } {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return { status: 408, message: "The request took too long to arrive." };
    case "HPE_HEADER_OVERFLOW":
      return { status: 431, message: "The request's headers are too large." };
    default:
      return { status: 400, message: "The request is not valid HTTP." };
  }
}
