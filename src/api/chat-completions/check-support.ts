import type { GenerateOptions } from "../../inference/index.ts";
import { invalidRequest } from "../errors/api-error.ts";

/**
 * Refuses what is understood but cannot be guaranteed: generation is not constrained to calls and
 * formats, and an answer that may or may not keep to them would pass for one that does.
 */
export function checkSupport({ tools, toolChoice, responseFormat }: GenerateOptions, legacy: boolean): void {
  if (tools.length > 0 && toolChoice.mode !== "none") {
    const name = legacy ? "functions" : "tools";
    throw invalidRequest(
      `Unsupported parameter: '${name}' is not supported with this model.`,
      name,
      "unsupported_parameter",
    );
  }
  if (responseFormat.type !== "text") {
    const type = responseFormat.type.replace("-", "_");
    throw invalidRequest(
      `Invalid parameter: 'response_format' of type '${type}' is not supported with this model.`,
      "response_format",
      "unsupported_value",
    );
  }
}
