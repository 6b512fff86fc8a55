/**
 * Why weights cannot be trained, or a training cannot go on:
 * - `unsupported-weights`: the architecture, or something in the file, has no backward computation here;
 * - `invalid-adapter`: a file is no adapter for these weights;
 * - `out-of-memory`: even the smallest plan does not fit;
 * - `diverged`: gradients are not finite, at any loss scale;
 * - `damaged-checkpoint`: what was saved is not what was written, or belongs to another job;
 * - `disk-full`: there is no room for what was to be saved;
 * - `disk`: a file could not be written for another reason.
 */
export type TrainerErrorCode =
  | "unsupported-weights"
  | "invalid-adapter"
  | "out-of-memory"
  | "diverged"
  | "damaged-checkpoint"
  | "disk-full"
  | "disk";

/** The one error of this room. Messages hold no file paths: they reach whoever asked for the training. */
export class TrainerError extends Error {
  readonly code: TrainerErrorCode;

  constructor(code: TrainerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "TrainerError";
    this.code = code;
  }
}
