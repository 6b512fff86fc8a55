import { ConfigError } from "./config-error.ts";
import { type ConfigLayer, nestKeys } from "./config-layer.ts";
import { environmentKeys } from "./environment-keys.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The layer that the `FOURONE_…` variables give. A variable set to nothing counts as not set. */
export function readEnvironment(environment: Environment): ConfigLayer {
  const unknown = Object.keys(environment).find(
    (name) => name.startsWith("FOURONE_") && !Object.hasOwn(environmentKeys, name),
  );
  if (unknown) {
    throw new ConfigError(
      `${unknown} is not a variable that Fourone knows; it reads ${Object.keys(environmentKeys).join(", ")}`,
    );
  }
  const set = Object.entries(environmentKeys).filter(([name]) => environment[name]);
  const nameOfKey = new Map<string, string>(set.map(([name, { key }]) => [key, name]));
  return {
    values: nestKeys(
      set.map(([name, { key, as }]) => {
        const text = environment[name] as string;
        return [key, parsed(text, as)] as const;
      }),
    ),
    origin: (key) => nameOfKey.get(key) ?? "the environment",
  };
}

function parsed(text: string, as: (typeof environmentKeys)[keyof typeof environmentKeys]["as"]): unknown {
  if (as === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (as === "list") return text.split(",").map((part) => part.trim());
  return as === "number" && /^\s*[-+]?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : text;
}
