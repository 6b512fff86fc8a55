import { z } from "@hono/zod-openapi";
import {
  catalog,
  describeSource,
  inspectWeights,
  parseReference,
  resolveBindings,
  type WeightsReference,
} from "../../../weights/index.ts";
import type { MachineConfig } from "./machine.ts";

export const weightsObject = z
  .object({
    id: z.string(),
    object: z.literal("fourone.weights"),
    reference: z.string().nullable().openapi({
      description: "What to name them by when pulling or binding; null for a file on the machine.",
    }),
    title: z.string(),
    license: z.string(),
    source: z.string(),
    state: z.enum(["ready", "unconverted", "absent", "damaged"]),
    bytes: z.int().nullable().openapi({ description: "On disk; null where they are not here." }),
    partial_bytes: z.int().openapi({ description: "What interrupted pulls left." }),
    trained_context: z.int().nullable(),
    models: z.array(z.string()).openapi({ description: "Models that are bound to them." }),
  })
  .openapi("FouroneWeights");

export type WeightsObject = z.infer<typeof weightsObject>;

/** The catalog, and before it what is bound and not in the catalog. */
export async function listWeights(config: MachineConfig): Promise<WeightsObject[]> {
  const bindings = resolveBindings(config);
  const references = new Map<string, WeightsReference>();
  for (const { reference } of bindings) references.set(reference.id, reference);
  for (const name of Object.keys(catalog)) references.set(name, parseReference(name));
  return Promise.all(
    [...references.values()].map(async (reference) => {
      const tiers = bindings.filter((one) => one.reference.id === reference.id).flatMap((one) => one.tiers);
      const [tier] = tiers;
      const named = (tier && config.models[tier]?.weights) ?? reference.id;
      return {
        ...(await stateOf(config.home, reference)),
        reference: reference.source.kind === "file" ? null : named,
        models: [...tiers],
      };
    }),
  );
}

async function stateOf(
  home: string,
  reference: WeightsReference,
): Promise<Omit<WeightsObject, "models" | "reference">> {
  const { id, title, license, source } = reference;
  // Where a user's own file lies is the operator's business.
  const from = source.kind === "file" ? "a file on this machine" : describeSource(source);
  const state = await inspectWeights(home, reference).catch(() => ({ kind: "damaged" as const }));
  return {
    id,
    object: "fourone.weights",
    title,
    license,
    source: from,
    state: state.kind,
    bytes: state.kind === "ready" ? state.weights.bytes : null,
    partial_bytes: state.kind === "absent" ? state.partialBytes : 0,
    trained_context: state.kind === "ready" ? state.weights.shape.trainedContext : null,
  };
}
