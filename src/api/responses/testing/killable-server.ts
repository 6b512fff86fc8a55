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

/** A server process of its own on the database at the path, with an engine that does as it is told. */
export async function startKillable(database: string): Promise<KillableServer> {
  const program = fileURLToPath(new URL("./server-process.ts", import.meta.url));
  const child = spawn(process.execPath, [program, database], { stdio: ["ignore", "pipe", "inherit"] });
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
