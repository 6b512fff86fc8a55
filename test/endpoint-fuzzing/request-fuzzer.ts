/** The parts of an OpenAPI description that requests are made from. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

interface Operation {
  readonly parameters?: readonly { readonly name?: string; readonly in?: string; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

export interface FuzzedRequest {
  readonly method: string;
  /** From the root, query included. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | FormData | undefined;
}

/** Values that programs stumble over. */
const NASTY: readonly unknown[] = [
  null,
  true,
  "",
  0,
  -1,
  1e308,
  -1e308,
  2 ** 53,
  2 ** 63,
  0.1,
  [],
  {},
  [[[[[[]]]]]],
  { __proto__: null, constructor: { prototype: 1 } },
  "../../../../etc/passwd",
  "\u0000",
  "\ud800",
  "\u202e\u{1f468}\u200d\u{1f469}",
  "x".repeat(70_000),
  "a\r\nset-cookie: b=c",
  "'; drop table projects; --",
  "NaN",
  "1e9999",
];

/** For path segments and queries, as they are sent. */
const NASTY_SEGMENTS = [
  "..%2f..%2f..%2fetc%2fpasswd",
  "%00",
  "%ff%fe",
  "%2e%2e",
  "a%0d%0aset-cookie:%20b=c",
  "%F0%9F%91%A8",
  "x".repeat(4_000),
  "-1",
  "%25",
  "resp_0",
  "*",
];

/** Those that mean something here. */
const NASTY_HEADERS = [
  "x-client-request-id",
  "openai-project",
  "openai-organization",
  "content-encoding",
  "range",
  "if-none-match",
  "last-event-id",
  "x-forwarded-for",
  "accept",
  "expect-ct",
];

/** Makes requests out of a description: near enough to valid ones to get past the first check. */
export class RequestFuzzer {
  readonly #description: ApiDescription;
  readonly #ids: Readonly<Record<string, string>>;
  #state: number;

  /**
   * The same seed makes the same requests.
   * @param ids of things that are there, by the names that paths give them
   */
  constructor(description: ApiDescription, seed: number, ids: Readonly<Record<string, string>> = {}) {
    this.#description = description;
    this.#ids = ids;
    this.#state = seed >>> 0;
  }

  request(path: string, method: string): FuzzedRequest {
    const operation = this.#description.paths[path]?.[method] ?? {};
    const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) => {
      const id = this.#ids[name];
      return id !== undefined && this.#chance(0.7) ? id : this.#pick(NASTY_SEGMENTS);
    });
    const headers: Record<string, string> = this.#chance(0.1)
      ? {
          [this.#pick(NASTY_HEADERS)]: this.#pick([
            "x".repeat(600),
            "ok",
            "\u00ff",
            "../..",
            'a,b;c="',
            "-1",
          ]),
        }
      : {};
    const content = operation.requestBody?.content ?? {};
    const type = Object.keys(content)[0];
    const withQuery = filled + this.#query(operation);
    const asked = { method: method.toUpperCase(), path: withQuery };
    if (type === undefined) return { ...asked, headers, body: undefined };
    const schema = content[type]?.schema ?? {};
    if (type.startsWith("multipart/")) return { ...asked, headers, body: this.#form(schema) };
    const body = this.#chance(0.05) ? '{"a":'.repeat(5_000) : JSON.stringify(this.#value(schema, 0));
    return { ...asked, headers: { ...headers, "content-type": "application/json" }, body: body ?? "null" };
  }

  #query({ parameters = [] }: Operation): string {
    const pairs = parameters
      .filter((parameter) => parameter.in === "query" && this.#chance(0.5))
      .map(({ name = "", schema = {} }) => {
        if (this.#chance(0.4)) return `${name}=${this.#pick(NASTY_SEGMENTS)}`;
        return `${encodeURIComponent(name)}=${encodeURIComponent(wellFormed(this.#value(schema, 0)))}`;
      });
    return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
  }

  #form(schema: Schema): FormData {
    const form = new FormData();
    for (const name of Object.keys(this.#resolved(schema).properties ?? {})) {
      if (this.#chance(0.2)) continue;
      if (name === "file" || name === "data") {
        const text = this.#pick(["", "x", '{"a":'.repeat(50_000), "\u0000".repeat(1_000_000)]);
        form.set(
          name,
          new Blob([text]),
          this.#pick(["../../x.jsonl", "a\u0000b", "x".repeat(5_000), "b.jsonl"]),
        );
      } else {
        form.set(
          name,
          this.#pick(["batch", "user_data", "created_at", "", "\u202e", "x".repeat(100_000), "-1"]),
        );
      }
    }
    for (let n = 0; this.#chance(0.1) && n < 2_000; n++) form.append(`f${n}`, "x");
    return form;
  }

  #value(given: Schema, depth: number): unknown {
    if (this.#chance(depth === 0 ? 0.05 : 0.12)) return this.#pick(NASTY);
    const schema = this.#resolved(given);
    const { const: constant, enum: values, anyOf, oneOf, allOf } = schema;
    if (constant !== undefined) return constant;
    if (values !== undefined) return this.#pick(values);
    const choices = anyOf ?? oneOf;
    if (choices !== undefined && choices.length > 0) return this.#value(this.#pick(choices), depth + 1);
    if (allOf !== undefined) {
      return Object.assign({}, ...allOf.map((part) => this.#value(part, depth + 1)));
    }
    if (depth > 8) return null;
    const type = Array.isArray(schema.type) ? this.#pick(schema.type as readonly string[]) : schema.type;
    return this.#typed(type as string | undefined, schema, depth);
  }

  #typed(type: string | undefined, schema: Schema, depth: number): unknown {
    const { minimum = 0, maximum = 10 } = schema;
    switch (type) {
      case "object":
        return this.#object(schema, depth);
      case "array": {
        const length = this.#pick([schema.minItems ?? 0, 1, 2, Math.min(300, (schema.maxItems ?? 2) + 1)]);
        return Array.from({ length }, () => this.#value(schema.items ?? {}, depth + 1));
      }
      case "integer":
        return this.#pick([minimum - 1, minimum, minimum + 1, maximum, maximum + 1, 1.5]);
      case "number":
        return this.#pick([minimum - 0.001, minimum, maximum, maximum + 0.001]);
      case "boolean":
        return this.#chance(0.5);
      case "string": {
        const length = this.#pick([schema.minLength ?? 1, 3, Math.min(80_000, (schema.maxLength ?? 10) + 1)]);
        return this.#pick(["a", "\u00e9", "\ud83d\ude00", "gpt-4.1-nano"]).repeat(Math.min(length, 80_000));
      }
      default:
        return this.#pick(NASTY);
    }
  }

  #object({ properties = {}, required = [] }: Schema, depth: number): object {
    const value: Record<string, unknown> = {};
    for (const [name, schema] of Object.entries(properties)) {
      if (!this.#chance(required.includes(name) ? 0.95 : 0.3)) continue;
      // A model that is served: without one nothing behind the first check is reached.
      const served = name === "model" && this.#chance(0.9);
      value[name] = served ? "gpt-4.1-nano" : this.#value(schema, depth + 1);
    }
    if (this.#chance(0.05)) value[this.#pick(["__proto__", "constructor", "\u0000", "unknown"])] = 1;
    return value;
  }

  #resolved(schema: Schema): Schema {
    const name = schema.$ref?.split("/").at(-1);
    return name === undefined ? schema : (this.#description.components?.schemas?.[name] ?? {});
  }

  #pick<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.#random() * values.length)] as Value;
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  /** Mulberry32. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** Lone surrogates have no place in a URL. */
function wellFormed(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.slice(0, 4_000).toWellFormed();
}
