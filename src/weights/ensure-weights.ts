import { createHash } from "node:crypto";
import { readGgufHeader } from "./gguf/gguf-header.ts";
import { type ModelShape, modelShape } from "./gguf/model-shape.ts";
import type { Manifest } from "./install/manifest.ts";
import { conversionId, type InstalledState, inspectInstalled } from "./installed-weights.ts";
import { type PullOptions, pullWeights } from "./pull-weights.ts";
import type { WeightsReference } from "./reference.ts";
import { type Quantizer, requantize } from "./requantize.ts";
import { withTypedErrors } from "./typed-errors.ts";
import { WeightsError } from "./weights-error.ts";

export interface EnsureOptions extends PullOptions {
  /** Makes conversions; without one, weights are used as they were pulled. */
  readonly quantizer?: Quantizer;
  /** Compare whole files with their recorded checksums, not only sizes and times. */
  readonly verify?: boolean;
  /** Record a user's own file as it is now, although it was recorded otherwise before. */
  readonly accept?: boolean;
}

/** Weights that lie on disk, whole and as recorded. */
export interface ReadyWeights {
  readonly reference: WeightsReference;
  /** The file to load; a split model's other parts lie beside it. */
  readonly path: string;
  /** Of the file; of a split model, over the checksums of its parts. */
  readonly sha256: string;
  readonly bytes: number;
  readonly shape: ModelShape;
}

/** The record where everything is as recorded. Throws for a user's own file that is not. */
async function soundManifest(
  id: string,
  reference: WeightsReference,
  options: EnsureOptions,
): Promise<Manifest | undefined> {
  const own = reference.source.kind === "file" ? reference.source.path : undefined;
  if (own && options.accept) return undefined;
  const { home, verify, signal, onEvent } = options;
  const state = await inspectInstalled(home, id, reference, { full: verify, signal, onEvent });
  if (state.kind === "sound") return state.manifest;
  if (state.kind === "absent") return undefined;
  if (own) {
    throw new WeightsError(
      "altered",
      `${state.path} is not as it was when it was first used: ${state.problem}. Restore the file, or run ` +
        `"fourone pull ${own}" to use it as it is now`,
    );
  }
  onEvent?.({ type: "damaged", problem: `${state.path}: ${state.problem}` });
  return undefined;
}

/** For the second look, when nobody else works on the weights: what was said is not said again. */
function quietly({ onEvent: _silenced, ...options }: EnsureOptions): EnsureOptions {
  return { ...options, verify: false };
}

function identityOf(checksums: readonly string[]): string {
  const [only = ""] = checksums;
  return checksums.length === 1 ? only : createHash("sha256").update(checksums.join()).digest("hex");
}

/** Reads the headers of installed files. @throws WeightsError */
export function readyWeights(
  reference: WeightsReference,
  { manifest, paths }: Extract<InstalledState, { kind: "sound" }>,
): ReadyWeights {
  return {
    reference,
    path: paths[0] ?? "",
    sha256: identityOf(manifest.files.map(({ sha256 }) => sha256)),
    bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
    shape: modelShape(paths.map(readGgufHeader)),
  };
}

async function ready(id: string, reference: WeightsReference, options: EnsureOptions): Promise<ReadyWeights> {
  const state = await inspectInstalled(options.home, id, reference);
  if (state.kind === "sound") return readyWeights(reference, state);
  throw new WeightsError("altered", `the files of ${id} changed while they were looked at; run this again`);
}

async function ensurePulled(reference: WeightsReference, options: EnsureOptions): Promise<ReadyWeights> {
  if (!(await soundManifest(reference.id, reference, options))) {
    await pullWeights(reference, () => soundManifest(reference.id, reference, quietly(options)), options);
  }
  return ready(reference.id, reference, options);
}

async function ensureConverted(
  reference: WeightsReference & Required<Pick<WeightsReference, "requantize">>,
  quantizer: Quantizer,
  options: EnsureOptions,
): Promise<ReadyWeights> {
  const id = conversionId(reference) as string;
  if (!(await soundManifest(id, reference, options))) {
    await requantize(
      { reference, id, ...reference.requantize },
      quantizer,
      () => soundManifest(id, reference, quietly(options)),
      () => ensurePulled(reference, options),
      options,
    );
  }
  return ready(id, reference, options);
}

/**
 * Makes weights ready to load: pulls what is missing, converts it for this machine, and makes anew
 * what was truncated or altered. A user's own file is never touched; where it changed, the error
 * names it. Cheap when all is in place: sizes, times and the header are looked at, nothing is hashed.
 * @throws WeightsError
 */
export async function ensureWeights(
  reference: WeightsReference,
  options: EnsureOptions,
): Promise<ReadyWeights> {
  return withTypedErrors(options.home, options.signal, async () => {
    const { requantize } = reference;
    if (!requantize || !options.quantizer) return ensurePulled(reference, options);
    return ensureConverted({ ...reference, requantize }, options.quantizer, options);
  });
}
