import type { EngineError } from "../engine/index.ts";

/** Why no answer could be generated: what the engine says, or what stood in the way before it. */
export type InferenceError =
  | EngineError
  /** A kind of content the loaded weights cannot read. `messageIndex` counts the conversation's messages. */
  | { readonly code: "unsupported-content"; readonly contentType: "image"; readonly messageIndex: number }
  /** The weights' chat template cannot be used: too large, too slow, or broken for this conversation. */
  | { readonly code: "template-failed"; readonly message: string }
  /** A tool or response format that no constraint can express. */
  | { readonly code: "unsupported-tool"; readonly tool: string; readonly message: string }
  /** A fault of this program or of loading the weights; `cause` is for the log, not for clients. */
  | { readonly code: "internal"; readonly cause: unknown };

/** An {@link InferenceError} thrown where no stream exists to carry it. */
export class InferenceFailure extends Error {
  readonly error: InferenceError;

  constructor(error: InferenceError) {
    super(error.code);
    this.name = "InferenceFailure";
    this.error = error;
  }
}
