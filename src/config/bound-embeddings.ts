import { join } from "node:path";
import type { ConfigLayer } from "./config-layer.ts";
import type { EmbeddingBinding } from "./embedding-bindings.ts";
import { changeHomeRecord, readHomeRecord } from "./home-record.ts";

/** Holds what was bound for embeddings by command. */
const RECORD = { file: "embeddings.json", purpose: "unbind all models for embeddings" };

type Bindings = Readonly<Record<string, Partial<EmbeddingBinding>>>;

/** The bindings of a home folder as a layer; undefined where nothing was bound. */
export async function readEmbeddingBindings(home: string): Promise<ConfigLayer | undefined> {
  const embeddings = await readHomeRecord(home, RECORD);
  return embeddings && { values: { embeddings }, origin: () => join(home, RECORD.file) };
}

/** Binds a model for embeddings, or takes it away. Takes effect at the next start. */
export function writeEmbeddingBinding(
  home: string,
  name: string,
  binding: Pick<EmbeddingBinding, "weights"> | undefined,
): Promise<void> {
  return changeHomeRecord(home, RECORD, (bound) => {
    const { [name]: before, ...others } = bound as Bindings;
    return { ...others, ...(binding && { [name]: { ...before, ...binding } }) };
  });
}
