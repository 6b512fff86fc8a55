import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory, tinyModelFile } from "../../../test/tiny-model/tiny-model-file.ts";
import { readGgufHeader } from "../../weights/index.ts";
import { decoderShape } from "../model/model-shape.ts";
import { adapterTensors, defaultTargets, parameterCount } from "./adapter-weights.ts";
import { exportPeftAdapter } from "./export-peft-adapter.ts";
import { importPeftAdapter } from "./import-peft-adapter.ts";
import { reorderRows } from "./peft-names.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";
import { writeGgufAdapter } from "./write-gguf-adapter.ts";

const folder = (name: string) => {
  const made = path.join(temporaryDirectory(), name);
  mkdirSync(made, { recursive: true });
  return made;
};

describe("adapters of PEFT", () => {
  it.each(["llama", "qwen3"] as const)(
    "come back from a round trip as they were, for %s",
    async (architecture) => {
      const shape = decoderShape(readGgufHeader(tinyModelFile({ architecture, embedding: 128 })));
      const adapter = { rank: 4, alpha: 8, targets: defaultTargets };
      const tensors = adapterTensors(shape, adapter);
      const parameters = Float32Array.from({ length: parameterCount(tensors) }, (_, index) =>
        Math.sin(index),
      );
      const written = path.join(temporaryDirectory(), `round-${architecture}.gguf`);
      writeGgufAdapter(written, { architecture, shape: adapter, tensors, parameters });
      const peft = folder(`peft-${architecture}`);
      await exportPeftAdapter(written, shape, "tiny", peft);
      const back = path.join(temporaryDirectory(), `back-${architecture}.gguf`);
      expect(await importPeftAdapter(peft, shape, back)).toEqual({ rank: 4, alpha: 8, matrices: 14 });
      expect(readFileSync(back).equals(readFileSync(written))).toBe(true);
    },
  );

  it("have the rows of a head in the order of the model's own library", () => {
    // One head of four rows: PEFT keeps pairs (0, 2) and (1, 3), llama.cpp has them side by side.
    const peft = Float32Array.of(0, 1, 2, 3);
    expect([...reorderRows(peft, 1, 1, "llama")]).toEqual([0, 2, 1, 3]);
    expect([...reorderRows(Float32Array.of(0, 2, 1, 3), 1, 1, "peft")]).toEqual([0, 1, 2, 3]);
  });

  it("are refused where they do not fit, or are damaged", async () => {
    const shape = decoderShape(readGgufHeader(tinyModelFile({ embedding: 128 })));
    const bad = folder("bad-peft");
    const into = path.join(temporaryDirectory(), "never.gguf");
    const write = (config: unknown, tensors: Uint8Array) => {
      writeFileSync(path.join(bad, "adapter_config.json"), JSON.stringify(config));
      writeFileSync(path.join(bad, "adapter_model.safetensors"), tensors);
      return importPeftAdapter(bad, shape, into);
    };
    const name = "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight";
    const tensor = (shape: number[]) =>
      writeSafetensors([{ name, shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)) }]);
    const config = { r: 4, lora_alpha: 8 };
    await expect(write(config, tensor([4, 64]))).rejects.toThrow("4 × 64 where these weights have 4 × 128");
    await expect(write(config, tensor([4, 128]))).rejects.toThrow("only one of two");
    await expect(write({ ...config, use_dora: true }, tensor([4, 128]))).rejects.toThrow("use_dora");
    await expect(write(config, tensor([4, 128]).subarray(0, 100))).rejects.toThrow("safetensors");
    await expect(write({}, tensor([4, 128]))).rejects.toThrow("rank");
  });

  it("may have halves for elements", () => {
    const header = Buffer.from(JSON.stringify({ x: { dtype: "F16", shape: [3], data_offsets: [0, 6] } }));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const data = Buffer.from(Uint16Array.of(0x3c00, 0xc000, 0x0001).buffer);
    const [x] = readSafetensors(Buffer.concat([length, header, data]));
    expect([...x!.decode()]).toEqual([1, -2, 2 ** -24]);
  });
});
