import { ApiError } from "../errors/api-error.ts";
import {
  goDuration,
  type LimitedKind,
  type LimitState,
  type LimitStates,
  limitHeaders,
} from "./limit-state.ts";

const LIMITS_PAGE = "https://platform.openai.com/account/rate-limits";
const ERRORS_PAGE = "https://platform.openai.com/docs/guides/error-codes/api-errors";

const UNITS = { requests: "requests per min (RPM)", tokens: "tokens per min (TPM)" } as const;

export interface LimitedRequest {
  readonly organization: string;
  /** The name that requests used, and the one that the limit is for. */
  readonly model: string;
  readonly limitedModel: string;
}

/** The limit is used up: 429, to be tried again when there is enough. */
export function rateLimitReached(
  request: LimitedRequest,
  refused: {
    readonly kind: LimitedKind;
    readonly state: LimitState;
    readonly requested: number;
    readonly waitMilliseconds: number;
  },
  states: LimitStates,
): ApiError {
  const { kind, state, requested, waitMilliseconds } = refused;
  const used = state.limit - state.remaining;
  return new ApiError({
    status: 429,
    type: kind,
    message: `Rate limit reached for ${request.limitedModel} in organization ${request.organization} on ${UNITS[kind]}: Limit ${state.limit}, Used ${used}, Requested ${requested}. Please try again in ${goDuration(waitMilliseconds)}. Visit ${LIMITS_PAGE} to learn more.`,
    code: "rate_limit_exceeded",
    headers: {
      ...limitHeaders(states),
      "retry-after": String(Math.max(1, Math.ceil(waitMilliseconds / 1_000))),
      "retry-after-ms": String(Math.max(1, Math.ceil(waitMilliseconds))),
    },
  });
}

/** More than a minute's worth at once: waiting will not help. */
export function requestTooLarge(
  { organization, model, limitedModel }: LimitedRequest,
  { requested, limit }: { readonly requested: number; readonly limit: number },
  states: LimitStates,
): ApiError {
  const name = model === limitedModel ? model : `${model} (for limit ${limitedModel})`;
  return new ApiError({
    status: 429,
    type: "tokens",
    message: `Request too large for ${name} in organization ${organization} on ${UNITS.tokens}: Limit ${limit}, Requested ${requested}. The input or output tokens must be reduced in order to run successfully. Visit ${LIMITS_PAGE} to learn more.`,
    code: "rate_limit_exceeded",
    headers: { ...limitHeaders(states), "x-should-retry": "false" },
  });
}

/** A budget is spent: 429, and it stays so until the month is over or the budget is raised. */
export function insufficientQuota(): ApiError {
  return new ApiError({
    status: 429,
    type: "insufficient_quota",
    message: `You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: ${ERRORS_PAGE}.`,
    code: "insufficient_quota",
    headers: { "x-should-retry": "false" },
  });
}
