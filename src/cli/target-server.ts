import type { Config } from "../config/index.ts";

/** The server that this configuration describes, if it runs. Throws with advice where it does not. */
export async function findServer({ host, port }: Config): Promise<string> {
  const address = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const origin = `http://${address.includes(":") ? `[${address}]` : address}:${port}`;
  const answer = await fetch(`${origin}/readyz`).catch(() => undefined);
  if (answer === undefined) throw new Error(`no server answers at ${origin}; start one with "npm start"`);
  if (!answer.ok) throw new Error(`the server at ${origin} is not ready yet; try again in a moment`);
  return `${origin}/v1`;
}
