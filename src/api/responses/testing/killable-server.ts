import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import OpenAI from "openai";

export interface KillableServer {
  readonly url: string;
  readonly client: OpenAI;
  kill(): Promise<void>;
}

export interface KillableOptions {
  /** The path of a SQLite file. */
  readonly database: string;
  /** How far its clock is ahead of the machine's, in milliseconds. */
  readonly clockOffset?: number;
  /** Of webhooks. */
  readonly allowedHosts?: readonly string[];
}

/** A server process of its own, with an engine that does as it is told. */
export async function startKillable(options: KillableOptions): Promise<KillableServer> {
  const program = fileURLToPath(new URL("./server-process.ts", import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [url] = await once(createInterface({ input: child.stdout! }), "line");
  return {
    url,
    client: new OpenAI({ baseURL: url, apiKey: "none", maxRetries: 0 }),
    async kill() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
