import { setGlobalProxyFromEnv } from "node:http";
import type { Environment } from "../../config/index.ts";

const variables = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"];

/**
 * Runs work whose `fetch` goes through the proxies that the environment names. They are put in
 * place for the time of the work only: requests to this machine's own servers must not take them.
 */
export async function throughProxy<T>(environment: Environment, work: () => Promise<T>): Promise<T> {
  if (!variables.some((name) => environment[name])) return work();
  const restore = setGlobalProxyFromEnv(environment);
  try {
    return await work();
  } finally {
    restore();
  }
}
