import { type ReadyWeights, readyWeights } from "./ensure-weights.ts";
import type { InspectOptions } from "./install/inspect-files.ts";
import { bytesIn } from "./install/partial-folder.ts";
import { weightsFolder } from "./install/weights-folder.ts";
import { conversionId, inspectInstalled } from "./installed-weights.ts";
import type { WeightsReference } from "./reference.ts";

/** What a machine has of some weights, told without changing anything. */
export type WeightsState =
  /** As the server loads them. */
  | { readonly kind: "ready"; readonly weights: ReadyWeights }
  /** Pulled; the conversion for this machine is still to be made. */
  | { readonly kind: "unconverted" }
  /** `partialBytes` is what interrupted pulls left. */
  | { readonly kind: "absent"; readonly partialBytes: number }
  | { readonly kind: "damaged"; readonly path: string; readonly problem: string };

/** Looks at weights on disk. @throws WeightsError where a file's header makes no sense. */
export async function inspectWeights(
  home: string,
  reference: WeightsReference,
  options: InspectOptions = {},
): Promise<WeightsState> {
  const converted = conversionId(reference);
  const state = await inspectInstalled(home, converted ?? reference.id, reference, options);
  if (state.kind === "damaged") return state;
  if (state.kind === "sound") return { kind: "ready", weights: readyWeights(reference, state) };
  if (converted) {
    const source = await inspectInstalled(home, reference.id, reference, options);
    if (source.kind === "damaged") return source;
    if (source.kind === "sound") return { kind: "unconverted" };
  }
  return { kind: "absent", partialBytes: await bytesIn(weightsFolder(home, reference.id).partial) };
}
