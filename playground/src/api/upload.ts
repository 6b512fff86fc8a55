import { ApiFailure, failureFromBody } from "./api-failure.ts";
import { refuseAccess, sessionKey } from "./session-key.ts";

/** A file as the API knows it. */
export interface ApiFile {
  readonly id: string;
  readonly bytes: number;
  readonly created_at: number;
  readonly expires_at?: number | null;
  readonly filename: string;
  readonly purpose: string;
  readonly status: string;
}

export interface UploadOptions {
  readonly purpose: string;
  /** Part that the server has, from 0 to 1. */
  readonly onProgress: (fraction: number) => void;
  readonly signal?: AbortSignal;
}

/** Sends a file. By XMLHttpRequest, for fetch does not tell how far an upload has come. */
export function uploadFile(file: File, { purpose, onProgress, signal }: UploadOptions): Promise<ApiFile> {
  const form = new FormData();
  form.append("purpose", purpose);
  form.append("file", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/v1/files");
    const key = sessionKey();
    if (key !== undefined) request.setRequestHeader("authorization", `Bearer ${key}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onload = () => {
      const { status, responseText } = request;
      if (status === 200) return resolve(JSON.parse(responseText) as ApiFile);
      const requestId = request.getResponseHeader("x-request-id");
      const failure = failureFromBody(responseText, {
        status,
        ...(requestId !== null && { requestId }),
        otherwise: `The server answered with status ${status}.`,
      });
      if (status === 401) refuseAccess(failure.message);
      reject(failure);
    };
    request.onerror = () => reject(new ApiFailure("The server cannot be reached. Is it still running?"));
    request.onabort = () => reject(new ApiFailure("The upload was cancelled."));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}
