import { stat } from "node:fs/promises";
import {
  type Config,
  ConfigError,
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

/**
 * `read`: the configuration in force, as often as it is asked. Throws a `WeightsError` where the weights' name is none,
 * a `ConfigError` where there is no such file, or where something stronger says what the model is bound to.
 */
export async function bindModel(read: () => Promise<Config>, model: Bound, weights: string): Promise<string> {
  const { source, title } = parseReference(weights);
  if (source.kind === "file") await requireFile(source.path);
  // A path is meant from here; the server may start elsewhere.
  const binding = { weights: source.kind === "file" ? source.path : weights };
  const before = await read();
  await write(before.home, model, binding);
  if (weightsOf(await read(), model) !== binding.weights) {
    await write(before.home, model, undefined);
    throw outranked(model, weightsOf(await read(), model));
  }
  return `${model.name} is bound to ${title}. ${NEXT_START}\n`;
}

const weightsOf = ({ models, embeddings }: Config, { kind, name }: Bound): string | undefined =>
  kind === "text" ? models[name]?.weights : embeddings[name]?.weights;

async function write(
  home: string,
  model: Bound,
  binding: { readonly weights: string } | undefined,
): Promise<void> {
  if (model.kind === "text") await writeModelBinding(home, model.name, binding);
  else await writeEmbeddingBinding(home, model.name, binding);
}

function outranked({ name }: Bound, weights: string | undefined): ConfigError {
  return new ConfigError(
    `${name} is bound to ${weights} by the configuration file, the environment or the command line, which outranks this; change it there`,
  );
}

async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new ConfigError(`there is no file ${path}`);
}

/** As {@link bindModel}; the profile's weights come back, or none. */
export async function unbindModel(read: () => Promise<Config>, model: Bound): Promise<string> {
  await write((await read()).home, model, undefined);
  const left = weightsOf(await read(), model);
  if (left !== undefined) throw outranked(model, left);
  const then = model.kind === "text" ? "has the profile's weights" : "is bound to nothing";
  return `${model.name} ${then}. ${NEXT_START}\n`;
}
