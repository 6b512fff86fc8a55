/** Configuration as one source gives it, not validated yet. */
export interface ConfigLayer {
  readonly values: Readonly<Record<string, unknown>>;
  /** Names the place a key comes from, for error messages: a file, `FOURONE_PORT`, `--port`. */
  readonly origin: (key: string) => string;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function merge(below: Readonly<Record<string, unknown>>, above: Readonly<Record<string, unknown>>) {
  const merged = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) {
    if (value === undefined) continue;
    const under = merged.get(key);
    merged.set(key, isRecord(under) && isRecord(value) ? merge(under, value) : value);
  }
  // fromEntries defines own properties, so a "__proto__" key stays a key, for the schema to refuse.
  return Object.fromEntries(merged) as Record<string, unknown>;
}

/** Later layers win, key by key; objects are merged, anything else is replaced. */
export function mergeLayers(layers: readonly ConfigLayer[]): Record<string, unknown> {
  return layers.reduce<Record<string, unknown>>((below, layer) => merge(below, layer.values), {});
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (isRecord(at) && Object.hasOwn(at, key) ? at[String(key)] : undefined),
    values,
  );
}

/** The place that decided the value at `path`, or nothing where it is a built-in default. */
export function originOf(layers: readonly ConfigLayer[], path: readonly PropertyKey[]): string | undefined {
  return layers.findLast((layer) => valueAt(layer.values, path) !== undefined)?.origin(path.join("."));
}

/** Builds the nested values of a layer whose source is flat: `{"log.level": "debug"}`. */
export function nestKeys(flat: Iterable<readonly [key: string, value: unknown]>): Record<string, unknown> {
  return [...flat].reduce<Record<string, unknown>>((nested, [key, value]) => {
    const path = key.split(".");
    return merge(
      nested,
      path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Record<string, unknown>,
    );
  }, {});
}
