import { missingScope } from "./access-errors.ts";
import { isAdministrator, type Principal } from "./principal.ts";

/** What a model is asked with, as opposed to what is kept of it. */
const MODEL_REQUESTS = new Set(["/chat/completions", "/completions", "/embeddings", "/moderations"]);

/** Resources whose scope is not called as their path is. */
const RESOURCE_NAMES: Readonly<Record<string, string>> = {
  models: "model",
  chat: "chat.completions",
};

/** The machine's weights are everybody's: who binds or pulls administrates. */
const ORGANIZATION = /^\/(organization|fourone\/(machine|costs))(\/|$)/;

/** Belong to the organization, though their path lies elsewhere. */
const CHECKPOINT_PERMISSIONS = /^\/fine_tuning\/checkpoints\/[^/]+\/permissions(\/|$)/;

/** What the machine serves and how it fares: everybody who works with it may look, administrators may change it. */
const MACHINE = /^\/fourone\/(machine|models|engines)(\/|$)/;

const USAGE = /^\/(organization\/(usage|costs)|fourone\/costs)(\/|$)/;

/**
 * Refuses what the principal may not do, by method and path alone: a resource that is added is
 * covered, with a scope called after its path. Throws an `ApiError` (401).
 */
export function requireScope(principal: Principal, method: string, path: string): void {
  const below = path.replace(/^\/v1/, "");
  if (below === "/me") return;
  const scope = scopeOf(method, below);
  if (administers(below)) {
    if (!isAdministrator(principal)) throw missingScope(scope);
    return;
  }
  if (MACHINE.test(below)) {
    if (isAdministrator(principal)) return;
    if (!isReading(method)) throw missingScope("api.management.write");
  }
  switch (principal.kind) {
    case "open":
    case "master-key":
    case "internal":
      return;
    case "admin-key":
      throw missingScope(scope);
    case "project-key":
      if (!grants(principal.permissions.access, scope)) throw missingScope(scope);
  }
}

function administers(path: string): boolean {
  return ORGANIZATION.test(path) || CHECKPOINT_PERMISSIONS.test(path);
}

function isReading(method: string): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS";
}

function grants(access: "all" | "read-only" | readonly string[], scope: string): boolean {
  if (access === "all") return true;
  if (access === "read-only") return scope.endsWith(".read");
  // The hosted service's errors call this one "model.request", its schema "api.model.request".
  return access.includes(scope) || access.includes(`api.${scope}`);
}

/** Such as `model.request`, `api.files.read`, `api.responses.write`. */
export function scopeOf(method: string, path: string): string {
  const reads = isReading(method);
  if (USAGE.test(path)) return "api.usage.read";
  if (administers(path)) return reads ? "api.management.read" : "api.management.write";
  if (!reads && MODEL_REQUESTS.has(path)) return "model.request";
  const [, first = ""] = path.split("/");
  const resource = RESOURCE_NAMES[first] ?? first.replace(/[^\w-]/g, "");
  return `api.${resource}.${reads ? "read" : "write"}`;
}
