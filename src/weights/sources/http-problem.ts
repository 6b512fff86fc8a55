import { WeightsError } from "../weights-error.ts";

/**
 * What an HTTP status means for a pull. Statuses that another attempt may cure become `network`.
 * `advice` says what to do when credentials are missing or refused.
 */
export function httpProblem(subject: string, status: number, advice: string): WeightsError {
  if (status === 401 || status === 403) {
    return new WeightsError(
      "unauthorized",
      `${subject}: the source refuses access (HTTP ${status}); ${advice}`,
    );
  }
  if (status === 404 || status === 410) {
    return new WeightsError("not-found", `${subject}: the source does not have it (HTTP ${status})`);
  }
  const curable = status === 408 || status === 425 || status === 429 || status >= 500;
  return new WeightsError(
    curable ? "network" : "not-found",
    `${subject}: the source answered HTTP ${status}`,
  );
}
