import { SeededRandom } from "../seeded-random.ts";
import { type AdapterTensor, parameterCount } from "./adapter-weights.ts";

/** `A` is Gaussian with variance 1 / input, `B` is zero: a new adapter changes nothing. */
export function initialParameters(tensors: readonly AdapterTensor[], seed: number): Float32Array {
  const parameters = new Float32Array(parameterCount(tensors));
  const random = new SeededRandom(seed);
  for (const { kind, extents, offset, length } of tensors) {
    if (kind === "b") continue;
    const deviation = 1 / Math.sqrt(extents[0]);
    for (let index = 0; index < length; index++) parameters[offset + index] = random.gaussian() * deviation;
  }
  return parameters;
}
