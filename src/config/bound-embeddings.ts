import { join } from "node:path";
import type { ConfigLayer } from "./config-layer.ts";
import type { EmbeddingBinding } from "./embedding-bindings.ts";
import { readHomeRecord, writeHomeRecord } from "./home-record.ts";

/** Holds what was bound for embeddings by command. */
const FILE = "embeddings.json";

type Bindings = Readonly<Record<string, Partial<EmbeddingBinding>>>;

/** The bindings of a home folder as a layer; undefined where nothing was bound. */
export async function readEmbeddingBindings(home: string): Promise<ConfigLayer | undefined> {
  const path = join(home, FILE);
  const embeddings = await readHomeRecord(path, "unbind all models for embeddings");
  return embeddings && { values: { embeddings }, origin: () => path };
}

/** Binds a model for embeddings, or takes it away. Takes effect at the next start. */
export async function writeEmbeddingBinding(
  home: string,
  name: string,
  binding: Pick<EmbeddingBinding, "weights"> | undefined,
): Promise<void> {
  const bound = (await readEmbeddingBindings(home))?.values.embeddings as Bindings | undefined;
  const { [name]: before, ...others } = bound ?? {};
  await writeHomeRecord(home, FILE, { ...others, ...(binding && { [name]: { ...before, ...binding } }) });
}
