/** What went wrong with weights, for programs; the message says it for people, with what to do. */
export type WeightsErrorCode =
  /** No such profile, catalog name or reference. */
  | "unknown-weights"
  /** The source has no such package, repository or file. */
  | "not-found"
  /** The source wants other credentials. */
  | "unauthorized"
  /** The source could not be reached, or broke off too often. */
  | "network"
  /** What arrived is not what the source promised. */
  | "checksum-mismatch"
  /** There is too little room on the disk, found before or while writing. */
  | "disk-full"
  /** The disk refused for another reason: permissions, hardware. */
  | "file-system"
  /** The abort signal ended it. */
  | "cancelled"
  /** Not a GGUF file that can be trusted or used. */
  | "invalid-gguf"
  /** A GGUF file that ends before its header says it does. */
  | "truncated"
  /** The file changed since it was recorded. */
  | "altered"
  /** The quantizer failed. */
  | "quantize-failed"
  /** More memory is needed than there is. */
  | "does-not-fit";

/** Messages quote file headers and file lists of strangers: nothing in them may steer a terminal. */
function printable(message: string): string {
  return message.replace(/[\t\r\n]+/g, " ").replace(/\p{Cc}/gu, "\uFFFD");
}

export class WeightsError extends Error {
  readonly code: WeightsErrorCode;

  constructor(code: WeightsErrorCode, message: string, options?: ErrorOptions) {
    super(printable(message), options);
    this.name = "WeightsError";
    this.code = code;
  }
}
