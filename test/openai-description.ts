import { readFileSync } from "node:fs";
import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";
import { parse } from "yaml";

/**
 * Path of the service's own OpenAPI description, three megabytes that are not part of this
 * repository. Without it there is nothing to compare with, and the tests that do are skipped.
 */
export const descriptionPath = process.env.FOURONE_OPENAPI_SCHEMA;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What the service says of its own answers. */
export class OpenAiDescription {
  readonly schemas: Record<string, { properties?: object; allOf?: { properties?: object }[] }>;
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(path: string) {
    const document = parse(readFileSync(path, "utf8"), { maxAliasCount: -1 });
    this.schemas = document.components.schemas;
    const schemas = withoutNullable(document.components.schemas);
    this.#ajv.addSchema({ $id: "openai", components: { schemas } } as object);
  }

  isValid(name: string, value: unknown): boolean {
    return this.#compile(name)(value) === true;
  }

  /** Fails with what is wrong with the value. */
  expectValid(name: string, value: unknown): void {
    const validate = this.#compile(name);
    expect(validate(value) ? [] : validate.errors, `${name}: ${JSON.stringify(value)}`).toEqual([]);
  }

  /** The parameters of a request that is put together from these schemas. */
  parameters(...names: string[]): string[] {
    return names
      .flatMap((name) => [this.schemas[name], ...(this.schemas[name]?.allOf ?? [])])
      .flatMap((schema) => Object.keys(schema?.properties ?? {}));
  }

  #compile(name: string): ValidateFunction {
    const known = this.#compiled.get(name);
    const validate = known ?? this.#ajv.compile({ $ref: `openai#/components/schemas/${name}` });
    this.#compiled.set(name, validate);
    return validate;
  }
}

/** `nullable`, which the description still uses beside the newer unions, in JSON Schema's words. */
function withoutNullable(node: Json): Json {
  if (Array.isArray(node)) return node.map(withoutNullable);
  if (typeof node !== "object" || node === null) return node;
  const { nullable, ...rest } = node;
  const plain = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, withoutNullable(value)]));
  return nullable === true ? { anyOf: [plain, { type: "null" }] } : plain;
}
