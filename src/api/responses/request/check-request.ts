import { invalidRequest, unsupportedValue } from "../../errors/api-error.ts";
import { unsupportedParameter } from "../errors.ts";
import type { ResponseRequest } from "./request-schema.ts";

type PromptRequest = Partial<
  Pick<ResponseRequest, "input" | "instructions" | "previous_response_id" | "conversation" | "reasoning">
>;

/** Refuses what no schema of single parameters can: parameters of other models, and bad company. */
export function checkRequest(request: ResponseRequest, maximumOutputTokens: number): void {
  for (const name of OTHER_MODELS_PARAMETERS) {
    if (request[name] !== undefined && request[name] !== null) throw unsupportedParameter(name);
  }
  checkPrompt(request);
  const { verbosity } = request.text ?? {};
  if (verbosity && verbosity !== "medium") {
    throw unsupportedValue("text.verbosity", verbosity, ["medium"]);
  }
  const { max_output_tokens } = request;
  if (max_output_tokens != null && max_output_tokens > maximumOutputTokens) {
    throw invalidRequest(
      `Invalid 'max_output_tokens': integer above maximum value. Expected a value <= ${maximumOutputTokens}, but got ${max_output_tokens} instead.`,
      "max_output_tokens",
      "integer_above_max_value",
    );
  }
  if (request.stream_options && !request.stream) {
    throw invalidRequest(
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      "stream_options",
    );
  }
  if (request.background && request.store === false) {
    throw invalidRequest(
      "Background responses have to be stored: 'background' is only allowed when 'store' is true.",
      "background",
    );
  }
}

const OTHER_MODELS_PARAMETERS = [
  "prompt",
  "moderation",
  "context_management",
  "prompt_cache_options",
] as const;

/** What also holds for requests that only want to know of a prompt. */
export function checkPrompt(request: PromptRequest): void {
  const { input, reasoning } = request;
  for (const [name, value] of Object.entries(reasoning ?? {})) {
    if (value !== null && value !== undefined) throw unsupportedParameter(`reasoning.${name}`);
  }
  if (input != null && input.length > 0) return;
  if (input === "" || request.previous_response_id || request.conversation || request.instructions) return;
  throw invalidRequest(
    "One of 'input', 'previous_response_id', 'conversation', or 'instructions' must be provided.",
    "input",
    "missing_required_parameter",
  );
}
