/** Why the engine could not do what was asked. Plain data, so that it crosses the process border. */
export type EngineError =
  | {
      readonly code: "context-length-exceeded";
      readonly contextLength: number;
      readonly promptTokens: number;
      readonly requestedTokens: number;
    }
  | { readonly code: "queue-full"; readonly retryAfterSeconds: number }
  | { readonly code: "cancelled" }
  | { readonly code: "stopping" }
  /** `part`: label of the tag at fault, where a structural tag labels its tags. */
  | { readonly code: "invalid-constraint"; readonly message: string; readonly part?: string }
  | { readonly code: "unknown-adapter"; readonly adapter: string }
  | { readonly code: "unsupported"; readonly message: string }
  /** The engine process died on this request more often than it is retried. */
  | { readonly code: "crashed"; readonly message: string };

/** An {@link EngineError} thrown where no stream exists to carry it. */
export class EngineFailure extends Error {
  readonly error: EngineError;

  constructor(error: EngineError) {
    super(error.code);
    this.name = "EngineFailure";
    this.error = error;
  }
}
