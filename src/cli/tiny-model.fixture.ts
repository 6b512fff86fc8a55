import { GgufWriter } from "../llama/index.ts";

/** Writes a GGUF file with the header of a small language model; it cannot be loaded, only looked at. */
export function writeTinyModel(file: string): void {
  const writer = new GgufWriter().setMetadata("general.architecture", { type: "string", value: "llama" });
  const numbers = {
    context_length: 512,
    embedding_length: 64,
    block_count: 1,
    feed_forward_length: 128,
    "attention.head_count": 2,
    vocab_size: 256,
  };
  for (const [key, value] of Object.entries(numbers))
    writer.setMetadata(`llama.${key}`, { type: "uint32", value });
  writer.addTensor({
    name: "token_embd.weight",
    type: "f32",
    shape: [64, 256],
    data: new Float32Array(64 * 256),
  });
  writer.write(file);
}
