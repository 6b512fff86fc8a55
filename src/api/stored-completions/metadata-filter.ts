import type { Metadata } from "../../store/index.ts";
import { invalidRequest } from "../errors/api-error.ts";

/** As many pairs as an object can carry. */
const MAXIMUM_PAIRS = 16;

/** The pairs of a query like `metadata[topic]=tea&metadata[kind]=green`. */
export function metadataFilter(queries: Readonly<Record<string, readonly string[]>>): Metadata {
  const pairs = Object.entries(queries).flatMap(([name, values]) => {
    const [, key] = /^metadata\[(.*)\]$/s.exec(name) ?? [];
    return key === undefined ? [] : [[key, values[0] ?? ""] as const];
  });
  if (pairs.length > MAXIMUM_PAIRS) {
    throw invalidRequest(`At most ${MAXIMUM_PAIRS} pairs of metadata can be asked for.`, "metadata");
  }
  return Object.fromEntries(pairs);
}
