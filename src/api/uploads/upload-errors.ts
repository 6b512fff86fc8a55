import type { UploadStatus } from "../../store/index.ts";
import { ApiError, invalidRequest } from "../errors/api-error.ts";

export function uploadNotFound(id: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `No such Upload object: ${id.slice(0, 256)}`,
    param: "id",
  });
}

export function uploadEnded(id: string, status: UploadStatus): ApiError {
  return invalidRequest(
    `Upload '${id}' is ${status}: only a pending upload can be changed. Create a new upload to send the file again.`,
  );
}

export function tooManyBytes(bytes: number): ApiError {
  return invalidRequest(
    `The parts of this upload are larger than the ${bytes} bytes that were announced for it.`,
    "data",
  );
}

export function tooManyParts(maximum: number): ApiError {
  return invalidRequest(`An upload has at most ${maximum} parts.`, "data");
}

export function unknownPart(index: number): ApiError {
  return invalidRequest(
    `Invalid 'part_ids[${index}]': it is no part of this upload.`,
    `part_ids[${index}]`,
    "invalid_value",
  );
}

export function repeatedPart(): ApiError {
  return invalidRequest("Invalid 'part_ids': each part may be named once.", "part_ids", "invalid_value");
}

export function wrongLength(expected: number, actual: number): ApiError {
  return invalidRequest(
    `The parts have ${actual} bytes together, but the upload was created for ${expected} bytes.`,
    "part_ids",
    "invalid_value",
  );
}

export function wrongChecksum(): ApiError {
  return invalidRequest("The file's MD5 checksum is not the one given.", "md5", "invalid_value");
}
