import {
  type AdapterShape,
  adapterTensors,
  decoderShape,
  defaultTargets,
  initialParameters,
  parameterCount,
  writeGgufAdapter,
} from "../../src/trainer/index.ts";
import { readGgufHeader } from "../../src/weights/index.ts";

/** Matrices of chance, small enough to change little: an adapter computes as long whatever it says. */
export function writeUntrainedAdapter(weights: string, rank: number, seed: number, into: string): void {
  const decoder = decoderShape(readGgufHeader(weights));
  const shape: AdapterShape = { rank, alpha: rank, targets: defaultTargets };
  const tensors = adapterTensors(decoder, shape);
  const parameters = initialParameters(tensors, seed);
  // Fresh adapters have zeros in their second matrices; values from elsewhere make them compute something.
  const half = parameterCount(tensors) / 2;
  for (const { kind, offset, length } of tensors)
    if (kind === "b")
      for (let index = offset; index < offset + length; index++)
        parameters[index] = 0.01 * (parameters[(index * 7) % half] ?? 0);
  writeGgufAdapter(into, { architecture: decoder.architecture, shape, tensors, parameters });
}
