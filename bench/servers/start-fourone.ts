import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { servedTiers } from "../../src/config/index.ts";
import { freePort } from "./free-port.ts";
import { StartedServer } from "./started-server.ts";

export interface FouroneOptions {
  readonly label: string;
  readonly threads: number;
  /** Serve this file from a home folder of its own; absent: what the user's own home folder serves. */
  readonly weightsFile?: string;
  /** Further configuration by environment variables. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface StartedFourone {
  readonly process: StartedServer;
  readonly url: string;
}

const program = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** @throws Error with the end of its output where the server ends before it is ready. */
export async function startFourone(options: FouroneOptions): Promise<StartedFourone> {
  const home = options.weightsFile === undefined ? undefined : await makeHome(options.weightsFile);
  const origin = `http://127.0.0.1:${await freePort()}`;
  const server = await StartedServer.start({
    label: options.label,
    executable: process.execPath,
    flags: [program, "serve"],
    environment: {
      FOURONE_HOST: "127.0.0.1",
      FOURONE_PORT: new URL(origin).port,
      FOURONE_THREADS: String(options.threads),
      FOURONE_LOG_LEVEL: "warn",
      ...(home !== undefined && { FOURONE_HOME: home }),
      ...options.environment,
    },
    readyUrl: `${origin}/readyz`,
    ...(home !== undefined && {
      workingFolder: home,
      cleanUp: () => rm(home, { recursive: true, force: true, maxRetries: 5 }),
    }),
  });
  return { process: server, url: `${origin}/v1` };
}

/** All tiers on the one file: a tier left to its profile would have its weights fetched. */
async function makeHome(weightsFile: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "fourone-bench-"));
  const weights = resolve(weightsFile);
  const models = Object.fromEntries(servedTiers.map((tier) => [tier, { weights }]));
  await writeFile(join(home, "fourone.config.json"), JSON.stringify({ models }));
  return home;
}
