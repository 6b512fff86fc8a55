import type { Context } from "hono";
import type { AuditActor, AuditEvent, Repositories } from "../../store/index.ts";
import { keyIdOf } from "../access/principal.ts";
import type { ApiEnvironment, ApiServices } from "../api-environment.ts";
import { ADMINISTRATOR, MASTER_KEY_ID } from "./administrator.ts";

/** What an administrator is given to work with. */
export interface Administration {
  readonly repositories: Repositories;
  readonly actor: AuditActor;
  /** Unix milliseconds. */
  readonly now: number;
  /** Unix seconds. */
  readonly seconds: number;
  /** Adds to the audit log, in the transaction of the work itself. */
  record(event: Omit<AuditEvent, "actor">): Promise<void>;
}

/**
 * Does what an administrator asks for, and logs it, in one transaction: neither is ever there without
 * the other. From then on this server goes by it; others follow within a second.
 */
export async function administer<Result>(
  context: Context<ApiEnvironment>,
  { store, clock, random, access, modelAccess }: ApiServices,
  work: (administration: Administration) => Promise<Result>,
): Promise<Result> {
  const actor = actorOf(context);
  const now = clock.now();
  const result = await store.transaction((repositories) =>
    work({
      repositories,
      actor,
      now,
      seconds: Math.floor(now / 1000),
      record: (event) => repositories.auditLogs.append({ ...event, actor }, random),
    }),
  );
  access.forget();
  modelAccess.forget();
  return result;
}

function actorOf({ var: { principal }, env }: Context<ApiEnvironment>): AuditActor {
  const keyId = principal.kind === "master-key" ? MASTER_KEY_ID : keyIdOf(principal);
  if (keyId !== undefined) return { kind: "api-key", keyId };
  return { kind: "session", userId: ADMINISTRATOR.id, address: env.incoming?.socket.remoteAddress };
}
