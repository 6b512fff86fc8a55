/** Where in a schema something stands: keys and indexes from the root. */
export type SchemaPath = readonly string[];

/** The path as OpenAI's error texts print it: `()`, `('items',)`, `('properties', 'a')`. */
export function formatSchemaPath(path: SchemaPath): string {
  const quoted = path.map((key) => `'${key.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`);
  return quoted.length === 1 ? `(${quoted[0]},)` : `(${quoted.join(", ")})`;
}
