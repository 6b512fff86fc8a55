/**
 * What went wrong in the native layer:
 * - `library-missing`, `library-incompatible`: no native build for this machine, or not the pinned release;
 * - `freed`, `busy`: the object was disposed of, or runs an asynchronous call that must end first;
 * - `invalid-argument`: refused before the native library could abort the process over it;
 * - `model-refused`, `context-refused`, `adapter-refused`, `state-refused`, `quantize-failed`: the
 *   library said no; the message carries its reason;
 * - `no-room`: no cells for the batch; memory is as it was before the call;
 * - `invalid-batch`: tokens or positions are inconsistent; memory is as it was before the call;
 * - `aborted`, `decode-failed`: decoding ended midway; micro batches already computed stay in memory.
 */
export type LlamaErrorCode =
  | "library-missing"
  | "library-incompatible"
  | "freed"
  | "busy"
  | "invalid-argument"
  | "model-refused"
  | "context-refused"
  | "adapter-refused"
  | "state-refused"
  | "quantize-failed"
  | "no-room"
  | "invalid-batch"
  | "aborted"
  | "decode-failed";

/** The one error of this room. Messages may hold file paths: they are for logs, not for clients. */
export class LlamaError extends Error {
  readonly code: LlamaErrorCode;

  constructor(code: LlamaErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LlamaError";
    this.code = code;
  }

  static isInstance(value: unknown, code?: LlamaErrorCode): value is LlamaError {
    return value instanceof LlamaError && (code === undefined || value.code === code);
  }
}

/** Throws `invalid-argument` unless the value is an integer of the range, both ends included. */
export function requireInteger(name: string, value: number, minimum: number, maximum: number): void {
  if (!Number.isInteger(value) || value < minimum || value > maximum)
    throw new LlamaError(
      "invalid-argument",
      `${name} must be an integer from ${minimum} to ${maximum}, not ${value}`,
    );
}

export const int32Maximum = 0x7fffffff;
export const uint32Maximum = 0xffffffff;
