import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { JsonValue } from "../../src/engine/constraint/json-schema/json-value.ts";

export interface SuiteGroup {
  readonly description: string;
  readonly schema: JsonValue;
  readonly tests: ReadonlyArray<{
    readonly description: string;
    readonly data: JsonValue;
    readonly valid: boolean;
  }>;
}

export interface SuiteFile {
  readonly keyword: string;
  readonly groups: readonly SuiteGroup[];
}

const json = z.custom<JsonValue>(() => true);
const groups = z.array(
  z.object({
    description: z.string(),
    schema: json,
    tests: z.array(z.object({ description: z.string(), data: json, valid: z.boolean() })),
  }),
);

const ownCases = z.array(
  z.object({ keyword: z.string(), schema: json, valid: z.array(json), invalid: z.array(json) }),
);

/** Tests of our own for keywords and formats that are younger than the official tests on npm. */
export function loadOwnCases(): SuiteFile[] {
  const cases = ownCases.parse(JSON.parse(readFileSync(join(import.meta.dirname, "own-cases.json"), "utf8")));
  const tests = (values: readonly JsonValue[], valid: boolean) =>
    values.map((data) => ({ description: JSON.stringify(data), data, valid }));
  return [...Map.groupBy(cases, ({ keyword }) => keyword)].map(([keyword, group]) => ({
    keyword,
    groups: group.map(({ schema, valid, invalid }) => ({
      description: JSON.stringify(schema),
      schema,
      tests: [...tests(valid, true), ...tests(invalid, false)],
    })),
  }));
}

/** References to other hosts are not fetched, and numbers lose the zeros behind their point when they are parsed. */
const LEFT_OUT = new Set(["refRemote.json", "zeroTerminatedFloats.json"]);

/** The official tests of draft 4, a file for each keyword. */
export function loadOfficialSuite(): SuiteFile[] {
  const suite = dirname(createRequire(import.meta.url).resolve("json-schema-test-suite/package.json"));
  const folder = join(suite, "tests", "draft4");
  const files = ["", "optional"].flatMap((inner) =>
    readdirSync(join(folder, inner))
      .filter((name) => name.endsWith(".json") && !LEFT_OUT.has(name))
      .map((name) => join(inner, name)),
  );
  return files.map((file) => ({
    keyword: file.slice(0, -".json".length),
    groups: groups.parse(JSON.parse(readFileSync(join(folder, file), "utf8"))),
  }));
}
