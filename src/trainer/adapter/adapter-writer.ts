import { GgufWriter } from "../../llama/index.ts";

/** Where files say which weights they lie over. Others than ours have no such key. */
export const weightsKey = "fourone.weights.sha256";

/** What an adapter file says of itself; its matrices are still to be added. */
export function adapterWriter(about: {
  readonly architecture: string;
  readonly alpha: number;
  readonly weightsSha256?: string | undefined;
}): GgufWriter {
  const writer = new GgufWriter()
    .setMetadata("general.type", { type: "string", value: "adapter" })
    .setMetadata("general.architecture", { type: "string", value: about.architecture })
    .setMetadata("adapter.type", { type: "string", value: "lora" })
    .setMetadata("adapter.lora.alpha", { type: "float32", value: about.alpha });
  if (about.weightsSha256 !== undefined)
    writer.setMetadata(weightsKey, { type: "string", value: about.weightsSha256 });
  return writer;
}
