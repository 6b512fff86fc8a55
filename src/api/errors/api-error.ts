/** What kind of failure a client is told of; the names are the public API's. */
export type ApiErrorType =
  | "invalid_request_error"
  | "server_error"
  | "internal_error"
  | "external_connector_error"
  | "requests"
  | "tokens"
  | "insufficient_quota";

export interface ApiErrorFields {
  /** HTTP status, for an error that is found before the first byte of an answer. */
  readonly status: number;
  readonly type: ApiErrorType;
  readonly message: string;
  /** Path of the offending parameter, as in `messages[0].content`. */
  readonly param?: string | undefined;
  readonly code?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly cause?: unknown;
}

/** The body of every failed answer. All four keys are always there. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: ApiErrorType;
    readonly param: string | null;
    readonly code: string | null;
  };
}

/** The one error that clients see. Its message is public: no path, key or stack may get into it. */
export class ApiError extends Error {
  readonly status: number;
  readonly type: ApiErrorType;
  readonly param: string | undefined;
  readonly code: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(fields: ApiErrorFields) {
    super(fields.message, { cause: fields.cause });
    this.name = "ApiError";
    this.status = fields.status;
    this.type = fields.type;
    this.param = fields.param;
    this.code = fields.code;
    this.headers = fields.headers ?? {};
  }

  body(): ErrorBody {
    return {
      error: {
        message: this.message,
        type: this.type,
        param: this.param ?? null,
        code: this.code ?? null,
      },
    };
  }
}

/** The client asked for something that cannot be done, whatever the server's condition. */
export function invalidRequest(message: string, param?: string, code?: string): ApiError {
  return new ApiError({ status: 400, type: "invalid_request_error", message, param, code });
}

/** What other models may take, and these do not. */
export function unsupportedValue(name: string, value: string, supported: readonly string[]): ApiError {
  const list = supported.map((each) => `'${each}'`).join(", ");
  return invalidRequest(
    `Unsupported value: '${name}' does not support '${value}' with this model. Supported values are: ${list}.`,
    name,
    "unsupported_value",
  );
}
