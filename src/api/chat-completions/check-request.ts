import { type ApiError, invalidRequest, unsupportedValue } from "../errors/api-error.ts";
import type { ChatCompletionRequest } from "./request-schema.ts";

/** Refuses what no schema of single parameters can: parameters of other models, and bad company. */
export function checkRequest(request: ChatCompletionRequest, maximumOutputTokens: number): void {
  refuseOtherModelsParameters(request);
  checkTokenBounds(request, maximumOutputTokens);
  checkCompany(request);
  if (request.prediction) checkPrediction(request);
}

const OTHER_MODELS_PARAMETERS = [
  "reasoning_effort",
  "audio",
  "web_search_options",
  "moderation",
  "prompt_cache_options",
] as const;

function refuseOtherModelsParameters(request: ChatCompletionRequest): void {
  for (const name of OTHER_MODELS_PARAMETERS) {
    if (request[name] !== undefined && request[name] !== null) throw unsupported(name, "with this model");
  }
  if (request.modalities?.includes("audio")) {
    throw unsupportedValue("modalities", "audio", ["text"]);
  }
  if (request.verbosity && request.verbosity !== "medium") {
    throw unsupportedValue("verbosity", request.verbosity, ["medium"]);
  }
}

function checkTokenBounds(request: ChatCompletionRequest, bound: number): void {
  const { max_tokens, max_completion_tokens } = request;
  if (isGiven(max_tokens) && isGiven(max_completion_tokens)) {
    throw invalidRequest(
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
      "max_tokens",
      "invalid_parameter_combination",
    );
  }
  for (const [name, value] of Object.entries({ max_tokens, max_completion_tokens })) {
    if (!isGiven(value) || value <= bound) continue;
    throw invalidRequest(
      `${name} is too large: ${value}. This model supports at most ${bound} completion tokens, whereas you provided ${value}.`,
      name,
      "invalid_value",
    );
  }
}

function checkCompany(request: ChatCompletionRequest): void {
  if (request.stream_options && !request.stream) throw onlyWhenEnabled("stream_options", "stream");
  if (isGiven(request.top_logprobs) && !request.logprobs) throw onlyWhenEnabled("top_logprobs", "logprobs");
  if (request.tools && request.functions) {
    throw invalidRequest("Setting 'tools' and 'functions' at the same time is not supported.", "functions");
  }
  if (!request.tools) {
    if (isGiven(request.tool_choice)) throw onlyWhenSpecified("tool_choice", "tools");
    if (isGiven(request.parallel_tool_calls)) throw onlyWhenSpecified("parallel_tool_calls", "tools");
  }
  if (!request.functions && isGiven(request.function_call)) {
    throw onlyWhenSpecified("function_call", "functions");
  }
}

/** Predicted outputs go with little else. */
function checkPrediction(request: ChatCompletionRequest): void {
  const conflicts = {
    n: (request.n ?? 1) > 1,
    logprobs: request.logprobs === true,
    presence_penalty: (request.presence_penalty ?? 0) > 0,
    frequency_penalty: (request.frequency_penalty ?? 0) > 0,
    max_completion_tokens: isGiven(request.max_completion_tokens),
    tools: isGiven(request.tools),
    functions: isGiven(request.functions),
  };
  for (const [name, conflict] of Object.entries(conflicts)) {
    if (conflict) throw unsupported(name, "when 'prediction' is specified");
  }
}

function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}

function unsupported(name: string, circumstance: string): ApiError {
  return invalidRequest(
    `Unsupported parameter: '${name}' is not supported ${circumstance}.`,
    name,
    "unsupported_parameter",
  );
}

function onlyWhenEnabled(name: string, condition: string): ApiError {
  return invalidRequest(`The '${name}' parameter is only allowed when '${condition}' is enabled.`, name);
}

function onlyWhenSpecified(name: string, condition: string): ApiError {
  return invalidRequest(
    `Invalid value for '${name}': '${name}' is only allowed when '${condition}' are specified.`,
    name,
  );
}
