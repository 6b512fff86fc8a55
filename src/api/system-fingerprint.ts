import { createHash } from "node:crypto";
import type { ServedModel } from "../inference/index.ts";

/**
 * Names what an answer was computed with: it changes with the weights and with this program, and
 * with nothing else.
 */
export function systemFingerprint(
  version: string,
  weightsIdentity: (model: ServedModel) => string,
): (model: ServedModel) => string {
  const known = new WeakMap<ServedModel, string>();
  return (model) => {
    const fingerprint = known.get(model) ?? compute(version, weightsIdentity(model), model.adapter);
    known.set(model, fingerprint);
    return fingerprint;
  };
}

function compute(version: string, weights: string, adapter: string | undefined): string {
  const digest = createHash("sha256").update(JSON.stringify([version, weights, adapter ?? null]));
  return `fp_${digest.digest("hex").slice(0, 10)}`;
}
