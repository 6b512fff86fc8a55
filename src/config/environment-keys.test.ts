import { expect, it } from "vitest";
import { z } from "zod";
import { configSchema } from "./config-schema.ts";
import { environmentKeys } from "./environment-keys.ts";

interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: unknown;
}

/** Lists of models and of prices have no form that fits a variable. */
const ONLY_IN_FILES = ["models", "embeddings", "deprecations", "billing"];

function* settings(schema: JsonSchema, path = ""): Generator<string> {
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const key = path + name;
    if (ONLY_IN_FILES.includes(key)) continue;
    if (child.properties === undefined) yield key;
    else yield* settings(child, `${key}.`);
  }
}

it("Every setting that is one value, or a list of them, has its variable.", () => {
  const schema = z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  const known = Object.values(environmentKeys).map(({ key }) => key);
  expect([...settings(schema)].toSorted()).toEqual(known.toSorted());
});
