import { resolve } from "node:path";
import { type ServedTier, writeModelBinding } from "../../config/index.ts";
import { parseReference } from "../../weights/index.ts";

const NEXT_START = "A server that runs takes it on when it is started again.";

/** Throws a `WeightsError` where the weights' name is none. */
export async function bindModel(home: string, model: ServedTier, weights: string): Promise<string> {
  const { source, title } = parseReference(weights);
  // A path is meant from here; the server may start elsewhere.
  await writeModelBinding(home, model, { weights: source.kind === "file" ? resolve(weights) : weights });
  return `${model} is bound to ${title}. ${NEXT_START}\n`;
}

export async function unbindModel(home: string, model: ServedTier): Promise<string> {
  await writeModelBinding(home, model, undefined);
  return `${model} has the profile's weights. ${NEXT_START}\n`;
}
