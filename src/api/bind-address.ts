import { isIP } from "node:net";

/** Whether only this machine can reach the name or address. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  if (isIP(name) === 4) return name.startsWith("127.");
  if (isIP(name) === 6) return name === "::1" || name.startsWith("::ffff:127.");
  return name === "localhost" || name.endsWith(".localhost");
}

/** Throws where the server would be open to others without a key. The message is for the operator. */
export function requireKeyBeyondLoopback(host: string, apiKey: string | undefined): void {
  if (apiKey || isLoopback(host)) return;
  throw new Error(
    `Refusing to listen on ${host} without authentication: others could use this server. Set --api-key or FOURONE_API_KEY, or listen on 127.0.0.1.`,
  );
}
