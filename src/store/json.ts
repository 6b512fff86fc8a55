import { StoreError } from "./store-error.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Up to 16 pairs on an API object, compared as text. */
export type Metadata = Readonly<Record<string, string>>;

/** A conversation item as the API shows it; everything except its id is opaque to the store. */
export type Item = JsonObject & { readonly id: string };

/**
 * JSON lies in text columns on both databases: `jsonb` would reorder keys, which clients see, and refuses `\u0000`.
 * `JSON.stringify` escapes NUL and lone surrogates, so that every string comes back as it went in.
 */
export const encodeJson = (value: JsonObject): string => JSON.stringify(value);

export function decodeJson<T extends JsonObject = JsonObject>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new StoreError("corrupt", { cause });
  }
}
