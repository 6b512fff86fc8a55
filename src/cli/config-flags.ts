import { type Command, InvalidArgumentError } from "commander";
import { type Config, loadConfig } from "../config/index.ts";

interface ConfigFlags {
  readonly config?: string;
  readonly [name: string]: unknown;
}

type FlagDefinition = readonly [flag: string, text: string, parse?: (value: string) => number];

/** Flags that say what the configuration says, and where it says it. */
const keys = {
  home: ["--home <folder>", "folder for weights, database and caches"],
  host: ["--host <address>", "address to listen on"],
  port: ["--port <number>", "port to listen on; 0 takes any free one", integer],
  apiKey: ["--api-key <key>", "demand this key of every request"],
  profile: [
    "--profile <name>",
    "which weights stand behind the models: starter, laptop, gpu-24gb, gpu-80gb, tunable",
  ],
  threads: ["--threads <number>", "threads that compute", integer],
  contextLength: ["--context-length <tokens>", "tokens a conversation may hold", integer],
  kvType: ["--kv-type <type>", "how past tokens are kept: f16, q8_0 or q4_0"],
  gpuLayers: ["--gpu-layers <number>", "layers to keep in GPU memory", integer],
  memory: ["--memory <bytes>", "memory the models may use, such as 8GiB"],
} as const;

export type ConfigKey = keyof typeof keys;

/** Of these flags, those that say which server is meant. */
export interface ReachFlags {
  readonly config?: string;
  readonly home?: string;
  readonly host?: string;
  readonly port?: number;
}

/** The same flags once more, for a command that is to reach the same server. The key is not repeated: it is secret. */
export function reachAgain({ config, home, host, port }: ReachFlags): string[] {
  return Object.entries({ config, home, host, port }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
}

/** Adds the flags for these keys, and `--config`. */
export function addConfigFlags(command: Command, ...wanted: ConfigKey[]): Command {
  command.option("--config <file>", "configuration file to read instead of searching for one");
  for (const key of wanted) {
    const [flag, text, parse]: FlagDefinition = keys[key];
    if (parse === undefined) command.option(flag, text);
    else command.option(flag, text, parse);
  }
  return command;
}

/** The configuration in force for a command with these flags. */
export function configOf(command: Command): Promise<Config> {
  const { config: configFile, ...given } = command.optsWithGlobals<ConfigFlags>();
  const flags = Object.fromEntries(Object.entries(given).filter(([key]) => Object.hasOwn(keys, key)));
  return loadConfig({ flags, ...(configFile !== undefined && { configFile }) });
}

function integer(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("a whole number is expected");
  return Number(text);
}
