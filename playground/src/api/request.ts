import { ApiFailure, failureOf, messageOf } from "./api-failure.ts";
import { refuseAccess, sessionKey } from "./session-key.ts";

export interface RequestOptions {
  readonly method?: "GET" | "POST" | "DELETE";
  /** Sent as JSON, unless it is a form or a Blob: those go as they are. */
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request to this server. Throws `ApiFailure` for anything but a success. */
export async function request(path: string, options: RequestOptions = {}): Promise<Response> {
  const { body, signal } = options;
  const raw = body instanceof FormData || body instanceof Blob;
  const key = sessionKey();
  let response: Response;
  try {
    response = await fetch(withQuery(path, options.query), {
      method: options.method ?? (body === undefined ? "GET" : "POST"),
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && !(body instanceof FormData) && { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw new ApiFailure(`The server cannot be reached (${messageOf(thrown)}). Is it still running?`);
  }
  if (response.ok) return response;
  const failure = await failureOf(response);
  if (response.status === 401) refuseAccess(failure.message);
  throw failure;
}

/** The JSON of an answer, taken at its word: page and server are of the same version. */
export async function requestJson<Answer>(path: string, options?: RequestOptions): Promise<Answer> {
  return (await (await request(path, options)).json()) as Answer;
}

export function withQuery(path: string, query: RequestOptions["query"] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.append(name, String(value));
  }
  const text = parameters.toString();
  return text === "" ? path : `${path}?${text}`;
}
