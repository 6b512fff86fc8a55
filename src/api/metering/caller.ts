import { createHash } from "node:crypto";
import type { Context } from "hono";
import { keyIdOf, projectOf, serviceAccountOf } from "../access/principal.ts";
import type { ApiEnvironment } from "../api-environment.ts";

/** Who a request is billed to. */
export interface Caller {
  readonly projectId: string;
  readonly apiKeyId: string | undefined;
  /** The user or service account that the key belongs to. */
  readonly userId: string | undefined;
  /** A hash of whom the client says it asks for. */
  readonly endUser: string | undefined;
}

interface NamesEndUser {
  readonly safety_identifier?: string | null | undefined;
  readonly user?: string | null | undefined;
}

export function callerOf(context: Context<ApiEnvironment>, request: NamesEndUser): Caller {
  const { principal } = context.var;
  return {
    projectId: projectOf(principal),
    apiKeyId: keyIdOf(principal),
    userId: serviceAccountOf(principal),
    endUser: endUserOf(request),
  };
}

/** The names that clients give may be names of people: only their hash is kept. */
function endUserOf(request: NamesEndUser): string | undefined {
  const name = request.safety_identifier ?? request.user;
  return name == null ? undefined : createHash("sha256").update(name).digest("hex").slice(0, 32);
}
