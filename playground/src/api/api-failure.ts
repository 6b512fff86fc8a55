/** What went wrong with a request, in the server's own words where it answered. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  /** HTTP status; undefined where no answer came, or the failure came within a stream. */
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly param: string | undefined;
  readonly requestId: string | undefined;

  constructor(
    message: string,
    details: { status?: number; code?: string; param?: string; requestId?: string } = {},
  ) {
    super(message);
    this.status = details.status;
    this.code = details.code;
    this.param = details.param;
    this.requestId = details.requestId;
  }
}

interface ErrorBody {
  readonly error?: { message?: unknown; code?: unknown; param?: unknown };
}

export async function failureOf(response: Response): Promise<ApiFailure> {
  const text = await response.text().catch(() => "");
  const requestId = response.headers.get("x-request-id") ?? undefined;
  return failureFromBody(text, {
    status: response.status,
    ...(requestId !== undefined && { requestId }),
    otherwise: `The server answered with status ${response.status}.`,
  });
}

/** From the JSON of an answer or of an event of a stream. */
export function failureFromBody(
  text: string,
  { otherwise, ...details }: { status?: number; requestId?: string; otherwise: string },
): ApiFailure {
  let body: ErrorBody | undefined;
  try {
    body = JSON.parse(text) as ErrorBody;
  } catch {
    // Not the API's own answer: a proxy's page, perhaps.
  }
  const { message, code, param } = body?.error ?? {};
  return new ApiFailure(typeof message === "string" ? message : otherwise, {
    ...details,
    ...(typeof code === "string" && { code }),
    ...(typeof param === "string" && { param }),
  });
}

/** Words for anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
