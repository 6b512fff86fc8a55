import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import NpmConfig from "@npmcli/config";
import npmDefinitions from "@npmcli/config/lib/definitions/index.js";
import type { Environment } from "../../config/index.ts";

/** npm's own settings in the form its libraries take: registry, credentials, proxies, certificates. */
export type NpmSettings = Readonly<Record<string, unknown>>;

/** The npm on this machine: its folder and the Node beside it decide where global settings lie. */
function findNpm(environment: Environment): { readonly npmPath: string; readonly execPath: string } {
  const executable = process.platform === "win32" ? "npm.cmd" : "npm";
  const folder = (environment.PATH ?? "")
    .split(delimiter)
    .find((entry) => entry && existsSync(join(entry, executable)));
  if (!folder) return { npmPath: "/", execPath: process.execPath };
  return {
    npmPath: dirname(dirname(realpathSync(join(folder, executable)))),
    execPath: join(folder, "node"),
  };
}

/**
 * Reads what `npm config` would say here: the user's, the project's and the global npmrc, and
 * `npm_config_…` variables.
 */
export async function readNpmSettings(environment: Environment): Promise<NpmSettings> {
  const config = new NpmConfig({
    definitions: npmDefinitions.definitions,
    shorthands: npmDefinitions.shorthands,
    flatten: npmDefinitions.flatten,
    ...findNpm(environment),
    // npm's command line is not ours to parse.
    argv: [process.execPath, "npm"],
    env: { ...environment },
  });
  await config.load();
  // Transfers are retried by range, with progress, outside of npm; and npm's cache would hold a
  // second copy of every large file.
  return { ...config.flat, retry: { retries: 0 }, cache: undefined };
}
