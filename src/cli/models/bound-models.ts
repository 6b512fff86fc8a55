import { type Config, formatBytes } from "../../config/index.ts";
import {
  describePlan,
  describeSource,
  inspectWeights,
  type MachineMemory,
  planServed,
  type ReadyWeights,
  resolveBindings,
  type ServedWeights,
  type WeightsBinding,
  WeightsError,
  type WeightsReference,
  type WeightsState,
} from "../../weights/index.ts";
import { embeddingBytes, embeddingWeights } from "../embedding-weights.ts";

/** Served models with the same weights, as `fourone models` tells them. */
export interface BoundModel {
  readonly models: readonly string[];
  readonly weights: string;
  readonly title: string;
  readonly license: string;
  readonly source: string;
  readonly state: WeightsState["kind"];
  readonly path?: string;
  readonly bytes?: number;
  readonly contextLength?: number;
  /** How it is loaded and why, or why it is not. */
  readonly notes: readonly string[];
}

interface Inspected {
  readonly binding: { readonly tiers: readonly string[]; readonly reference: WeightsReference };
  readonly state: WeightsState;
}

/** What the server would load for what is here, or why that does not fit. */
function plan(
  config: Config,
  memory: MachineMemory,
  ready: ReadonlyArray<{ readonly binding: WeightsBinding; readonly weights: ReadyWeights }>,
): readonly ServedWeights[] | WeightsError {
  try {
    return planServed(ready, memory, config.limits.concurrentSequences);
  } catch (error) {
    if (error instanceof WeightsError) return error;
    throw error;
  }
}

function notesOf({ state }: Inspected, planned: ServedWeights | WeightsError | undefined): readonly string[] {
  switch (state.kind) {
    case "absent": {
      const partial =
        state.partialBytes > 0 ? `, except for ${formatBytes(state.partialBytes)} of an unfinished pull` : "";
      return [`not here yet${partial}; "fourone pull" or the first start fetches it`];
    }
    case "unconverted":
      return ['pulled, but not converted for this machine; "fourone pull" or the next start does it'];
    case "damaged":
      return [`${state.path} is damaged: ${state.problem}; "fourone pull" mends it`];
    case "ready":
      if (planned instanceof WeightsError) return [planned.message];
      return planned ? describePlan(planned.plan, planned.weights.shape) : [];
  }
}

/** Everything that the configuration serves, and its state on this machine. */
export async function boundModels(config: Config, memory: MachineMemory): Promise<readonly BoundModel[]> {
  const inspected: Inspected[] = [];
  const ready: { binding: WeightsBinding; weights: ReadyWeights }[] = [];
  for (const binding of resolveBindings(config)) {
    const state = await inspectWeights(config.home, binding.reference);
    inspected.push({ binding, state });
    if (state.kind === "ready") ready.push({ binding, weights: state.weights });
  }
  const embeddings: Inspected[] = [];
  let { hostBytes } = memory;
  for (const wanted of embeddingWeights(config)) {
    const state = await inspectWeights(config.home, wanted.reference);
    embeddings.push({ binding: { tiers: [wanted.name], reference: wanted.reference }, state });
    if (state.kind === "ready") hostBytes -= embeddingBytes(wanted, state.weights);
  }
  const planned = plan(config, { ...memory, hostBytes: Math.max(0, hostBytes) }, ready);
  return [
    ...inspected.map((one) => describe(one, planned)),
    // They are loaded as they are, beside what is planned.
    ...embeddings.map((one) => describe(one, [])),
  ];
}

function describe(one: Inspected, planned: readonly ServedWeights[] | WeightsError): BoundModel {
  const { tiers, reference } = one.binding;
  const own = planned instanceof WeightsError ? planned : planned.find((served) => served.tiers === tiers);
  return {
    models: tiers,
    weights: reference.id,
    title: reference.title,
    license: reference.license,
    source: describeSource(reference.source),
    state: one.state.kind,
    ...(one.state.kind === "ready" ? { path: one.state.weights.path, bytes: one.state.weights.bytes } : {}),
    ...(own && !(own instanceof WeightsError) ? { contextLength: own.plan.contextLength } : {}),
    notes: notesOf(one, own),
  };
}

export function describeBoundModel({
  models,
  title,
  license,
  source,
  path,
  bytes,
  notes,
}: BoundModel): string {
  const lines = [
    `${title} (${license}), from ${source}`,
    ...(path && bytes !== undefined ? [`${formatBytes(bytes)} in ${path}`] : []),
    ...notes,
  ];
  return `${models.join(", ")}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
