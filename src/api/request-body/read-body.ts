import { ApiError, invalidRequest } from "../errors/api-error.ts";

/**
 * Reads a request's body into memory, which never holds more than `maximumBytes` of it: a length
 * that is announced is believed before the first byte, one that is not is counted on the way.
 */
export async function readBody(request: Request, maximumBytes: number): Promise<Uint8Array> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > maximumBytes) throw bodyTooLarge(maximumBytes);
  if (request.body === null) return new Uint8Array(0);

  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  for (;;) {
    const { done, value } = await nextPiece(reader);
    if (done) break;
    length += value.byteLength;
    if (length > maximumBytes) {
      reader.releaseLock();
      throw bodyTooLarge(maximumBytes);
    }
    pieces.push(value);
  }
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces, length);
}

async function nextPiece(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read();
  } catch (error) {
    throw invalidRequestBody(error);
  }
}

/** The connection broke inside the body: nobody reads this answer, but the log shall not call it ours. */
function invalidRequestBody(cause: unknown): ApiError {
  const error = invalidRequest("The request body ended before it was complete.");
  error.cause = cause;
  return error;
}

function bodyTooLarge(maximumBytes: number): ApiError {
  return new ApiError({
    status: 413,
    type: "invalid_request_error",
    message: `Maximum content size limit (${maximumBytes}) exceeded. Please reduce the size of the request body.`,
    code: "request_too_large",
  });
}
