import { defaultProjectId, type KeyPermissions } from "../../store/index.ts";

/** Who asks. Decides what may be done, and whose what is made will be. */
export type Principal =
  /** Anybody on this machine, as long as there is no key at all. */
  | { readonly kind: "open"; readonly projectId: string }
  /** The key in the server's configuration: administrates, and works in a project. */
  | { readonly kind: "master-key"; readonly projectId: string }
  | {
      readonly kind: "project-key";
      readonly keyId: string;
      readonly projectId: string;
      readonly serviceAccountId: string | undefined;
      readonly permissions: KeyPermissions;
    }
  /** The server itself, for work that was ordered earlier: within what the key that it was ordered with may do. */
  | {
      readonly kind: "internal";
      readonly projectId: string;
      readonly keyId: string | undefined;
      readonly serviceAccountId: string | undefined;
      readonly models: KeyPermissions["models"];
    }
  /** Administrates, and works in no project: nothing that has an owner can be made with it. */
  | { readonly kind: "admin-key"; readonly keyId: string };

/** Owner of what the principal makes. */
export function projectOf(principal: Principal): string {
  return principal.kind === "admin-key" ? defaultProjectId : principal.projectId;
}

/** The key that usage is counted on; undefined for principals without one of their own. */
export function keyIdOf(principal: Principal): string | undefined {
  return "keyId" in principal ? principal.keyId : undefined;
}

/** The service account whose key was used; undefined for keys that belong to none. */
export function serviceAccountOf(principal: Principal): string | undefined {
  return "serviceAccountId" in principal ? principal.serviceAccountId : undefined;
}

export function isAdministrator(principal: Principal): boolean {
  return principal.kind === "open" || principal.kind === "master-key" || principal.kind === "admin-key";
}
