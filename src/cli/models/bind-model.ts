import { resolve } from "node:path";
import {
  type ServedTier,
  servedTiers,
  writeEmbeddingBinding,
  writeModelBinding,
} from "../../config/index.ts";
import { parseReference } from "../../weights/index.ts";

const NEXT_START = "A server that runs takes it on when it is started again.";

/** What weights can be bound to. */
export type Bound =
  | { readonly kind: "text"; readonly name: ServedTier }
  | { readonly kind: "embedding"; readonly name: string };

/** Throws where the name says neither. */
export function toBound(name: string, { embedding }: { readonly embedding?: boolean }): Bound {
  const tier = servedTiers.find((each) => each === name);
  if (tier !== undefined && embedding) throw new Error(`${name} answers texts; it makes no embeddings`);
  if (tier !== undefined) return { kind: "text", name: tier };
  if (embedding || /^text-embedding-./.test(name)) return { kind: "embedding", name };
  throw new Error(
    `there is no model ${name}; choose one of ${servedTiers.join(", ")}, or a name for embeddings such as text-embedding-3-small (any other with --embedding)`,
  );
}

/** Throws a `WeightsError` where the weights' name is none. */
export async function bindModel(home: string, model: Bound, weights: string): Promise<string> {
  const { source, title } = parseReference(weights);
  // A path is meant from here; the server may start elsewhere.
  const binding = { weights: source.kind === "file" ? resolve(weights) : weights };
  if (model.kind === "text") await writeModelBinding(home, model.name, binding);
  else await writeEmbeddingBinding(home, model.name, binding);
  return `${model.name} is bound to ${title}. ${NEXT_START}\n`;
}

export async function unbindModel(home: string, model: Bound): Promise<string> {
  if (model.kind === "text") {
    await writeModelBinding(home, model.name, undefined);
    return `${model.name} has the profile's weights. ${NEXT_START}\n`;
  }
  await writeEmbeddingBinding(home, model.name, undefined);
  return `${model.name} is bound to nothing. ${NEXT_START}\n`;
}
