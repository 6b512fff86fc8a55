import type { z } from "@hono/zod-openapi";
import { validationError } from "./validation-error.ts";

type Validation =
  | { readonly success: true }
  /** `data`, what was validated, is always there, but the router's types do not say so. */
  | { readonly success: false; readonly error: z.core.$ZodError; readonly data?: unknown };

/** A route's hook: what breaks the schema becomes an `ApiError`. */
export function rejectInvalid(schema: z.core.$ZodType) {
  return (result: Validation): undefined => {
    if (!result.success) throw validationError(schema, result.data, result.error.issues);
  };
}
