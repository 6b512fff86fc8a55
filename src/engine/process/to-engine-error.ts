import { ConstraintError } from "../constraint/index.ts";
import { type EngineError, EngineFailure } from "../engine-error.ts";

/** What the client is told of a request that could not be begun. */
export function toEngineError(error: unknown): EngineError {
  if (error instanceof EngineFailure) return error.error;
  if (error instanceof ConstraintError) return constraintFailure(error);
  console.error(error);
  return { code: "crashed", message: "the request could not be prepared" };
}

function constraintFailure({ message, part }: ConstraintError): EngineError {
  return { code: "invalid-constraint", message, ...(part !== undefined && { part }) };
}
