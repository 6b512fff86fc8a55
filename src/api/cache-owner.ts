import type { ApiServices } from "./api-environment.ts";

/**
 * Who shares prompt caches: a project of the organization. How long a prompt takes then tells nobody
 * what others have asked.
 */
export function cacheOwnerOf({ organization }: ApiServices, project: string): string {
  return `${organization}/${project}`;
}
