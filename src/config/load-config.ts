import { resolve } from "node:path";
import envPaths from "env-paths";
import type { z } from "zod";
import { readEmbeddingBindings } from "./bound-embeddings.ts";
import { ConfigError } from "./config-error.ts";
import { type ConfigLayer, mergeLayers, nestKeys, originOf } from "./config-layer.ts";
import { type Config, configSchema } from "./config-schema.ts";
import { readDeprecations } from "./deprecations.ts";
import { readModelBindings } from "./model-bindings.ts";
import { findConfigFile, readConfigFile } from "./read-config-file.ts";
import { type Environment, readEnvironment } from "./read-environment.ts";

export interface ConfigSources {
  /** Values given on the command line, by dotted key: `{"limits.queueLength": 10}`. */
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly environment?: Environment;
  /** Folder searched for a configuration file. */
  readonly workingFolder?: string;
  /** Read this file instead of searching. */
  readonly configFile?: string;
}

/** Where data lives by the platform's convention, when nobody says otherwise. */
export function defaultHome(): string {
  return envPaths("fourone", { suffix: "" }).data;
}

function describe(issue: z.core.$ZodIssue, layers: readonly ConfigLayer[]): string {
  const key = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const path = [...issue.path, issue.keys[0] ?? ""];
    return `${path.join(".")} is not a configuration key (in ${originOf(layers, path) ?? "the configuration"})`;
  }
  const origin = originOf(layers, issue.path);
  return `${key || "the configuration"}${origin ? ` (from ${origin})` : ""}: ${issue.message}`;
}

function homeOf(layers: readonly ConfigLayer[], workingFolder: string): string {
  const home = mergeLayers(layers).home ?? defaultHome();
  if (typeof home === "string" && home !== "") return resolve(workingFolder, home);
  throw new ConfigError(`home (from ${originOf(layers, ["home"])}): expected the path of a folder`);
}

/** The file in the home folder cannot move the home folder: it was found there. */
async function readHomeFile(home: string): Promise<ConfigLayer | undefined> {
  const layer = await findConfigFile(home);
  if (layer?.values.home !== undefined && layer.values.home !== home) {
    throw new ConfigError(`home (from ${layer.origin("home")}): set it in the environment or with --home`);
  }
  return layer;
}

/**
 * The configuration in force. From weakest to strongest: defaults, the file in the home folder,
 * models bound by command or over the API, the file in the working folder, the environment, the command line.
 * @throws ConfigError naming every key that is wrong, where it was set, and why.
 */
export async function loadConfig(sources: ConfigSources = {}): Promise<Config> {
  const workingFolder = resolve(sources.workingFolder ?? process.cwd());
  const environment = readEnvironment(sources.environment ?? process.env);
  const flags: ConfigLayer = {
    values: nestKeys(Object.entries(sources.flags ?? {})),
    origin: () => "the command line",
  };
  const chosen = sources.configFile
    ? await readConfigFile(resolve(workingFolder, sources.configFile))
    : await findConfigFile(workingFolder);
  const above = [...(chosen ? [chosen] : []), environment, flags];
  const home = homeOf(above, workingFolder);
  const inHome = sources.configFile || home === workingFolder ? undefined : await readHomeFile(home);
  const bound = await readModelBindings(home);
  const embeddings = await readEmbeddingBindings(home);
  const deprecated = await readDeprecations(home);
  const written = [inHome, bound, embeddings, deprecated].filter((layer) => layer !== undefined);
  const layers = [...written, ...above];

  const parsed = configSchema.safeParse({ ...mergeLayers(layers), home });
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => describe(issue, layers));
    throw new ConfigError(problems.join("\n"));
  }
  return parsed.data;
}
