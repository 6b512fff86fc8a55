/** What the operator lets responses reach. */
export interface McpOptions {
  /** Names of hosts, or name and port; responses reach no server elsewhere. */
  readonly allowedHosts: readonly string[];
  /** For a remote server to answer one request. */
  readonly timeoutMilliseconds: number;
}

/** Nobody is reached unless the operator says so. */
export const DEFAULT_MCP: McpOptions = { allowedHosts: [], timeoutMilliseconds: 30_000 };

export function isAllowed({ allowedHosts }: McpOptions, { host, hostname }: URL): boolean {
  return allowedHosts.some((allowed) => allowed.toLowerCase() === host || allowed.toLowerCase() === hostname);
}
