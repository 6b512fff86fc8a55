import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { temporaryDirectory, tinyModelFile } from "../../../test/tiny-model/tiny-model-file.ts";
import type { GgufWriter } from "../../llama/index.ts";
import { readGgufHeader } from "../../weights/index.ts";
import { TrainerError } from "../trainer-error.ts";
import { adapterWriter } from "./adapter-writer.ts";
import { importGgufAdapter } from "./import-gguf-adapter.ts";

const WIDTH = 128;
const base = { ...readGgufHeader(tinyModelFile({ embedding: WIDTH })), sha256: "ba5e" };
const at = (name: string) => path.join(temporaryDirectory(), name);
let made = 0;

type Tensor = Parameters<GgufWriter["addTensor"]>[0];
const matrix = (name: string, shape: readonly [number, number], value = 0.5): Tensor => ({
  name: `${name}.lora_${shape[0] === WIDTH ? "a" : "b"}`,
  type: "f32",
  shape,
  data: new Float32Array(shape[0] * shape[1]).fill(value),
});
const Q = "blk.0.attn_q.weight";
const PAIR = [matrix(Q, [WIDTH, 4]), matrix(Q, [4, WIDTH], 0.25)];

function fileOf(
  tensors: readonly Tensor[],
  about: Partial<Parameters<typeof adapterWriter>[0]> = {},
  change: (writer: GgufWriter) => void = () => {},
): string {
  const writer = adapterWriter({ architecture: "llama", alpha: 8, ...about });
  change(writer);
  for (const tensor of tensors) writer.addTensor(tensor);
  const file = at(`given-${made++}.gguf`);
  writer.write(file);
  return file;
}

const take = (file: string, into = at(`taken-${made++}.gguf`)) => importGgufAdapter(file, base, into);

describe("a GGUF adapter from elsewhere", () => {
  it("is written anew, with the weights that it belongs to", async () => {
    const into = at("taken.gguf");
    expect(await take(fileOf(PAIR), into)).toEqual({ rank: 4, alpha: 8, matrices: 1 });
    const ours = fileOf(PAIR, { weightsSha256: base.sha256 });
    expect(readFileSync(into).equals(readFileSync(ours))).toBe(true);
    // What was brought in can be taken out, and brought in again.
    expect(await take(into)).toMatchObject({ matrices: 1 });
  });

  it("may have halves for elements", async () => {
    const halves = PAIR.map(
      (tensor): Tensor => ({
        ...tensor,
        type: "f16",
        data: new Uint16Array(tensor.shape[0]! * tensor.shape[1]!).fill(
          tensor.shape[0] === WIDTH ? 0x3800 : 0x3400,
        ),
      }),
    );
    const into = at("from-halves.gguf");
    await take(fileOf(halves), into);
    expect(readFileSync(into).equals(readFileSync(fileOf(PAIR, { weightsSha256: base.sha256 })))).toBe(true);
  });

  it.each<[string, () => string, RegExp]>([
    [
      "of another architecture",
      () => fileOf(PAIR, { architecture: "qwen2" }),
      /"qwen2", and these are llama/,
    ],
    ["of other weights", () => fileOf(PAIR, { weightsSha256: "0ther" }), /checksum "0ther"/],
    ["without alpha", () => fileOf(PAIR, { alpha: Number.NaN }), /alpha/],
    ["that is a model", () => tinyModelFile({ embedding: WIDTH }), /no LoRA adapter/],
    ["with half a pair", () => fileOf([PAIR[0]!]), /only one of two/],
    ["of nothing", () => fileOf([]), /changes nothing/],
    [
      "of a matrix that there is not",
      () => fileOf([matrix("blk.9.attn_q.weight", [WIDTH, 4]), matrix("blk.9.attn_q.weight", [4, WIDTH])]),
      /have no "blk\.9/,
    ],
    [
      "of a vector",
      () => fileOf([matrix("output_norm.weight", [WIDTH, 4]), matrix("output_norm.weight", [4, 1])]),
      /"output_norm.weight" is no matrix/,
    ],
    [
      "whose matrices do not meet",
      () => fileOf([matrix(Q, [WIDTH, 4]), matrix(Q, [8, WIDTH])]),
      /128 × 4 and 8 × 128/,
    ],
    [
      "with values that are not finite",
      () => fileOf([PAIR[0]!, matrix(Q, [4, WIDTH], Number.NaN)]),
      /not finite/,
    ],
    ["with a tensor of its own", () => fileOf([...PAIR, { ...PAIR[0]!, name: "extra" }]), /changes "extra"/],
    [
      "with elements of blocks",
      () => fileOf([PAIR[1]!, { ...PAIR[0]!, type: "q8_0", data: new Uint8Array((WIDTH * 4 * 34) / 32) }]),
      /type Q8_0/,
    ],
    [
      "that is switched on by tokens",
      () =>
        fileOf(PAIR, {}, (writer) =>
          writer.setMetadata("adapter.alora.invocation_tokens", { type: "string", value: "x" }),
        ),
      /switched on/,
    ],
  ])("%s is refused", async (_, make, problem) => {
    const into = at(`never-${made++}.gguf`);
    const error = await take(make(), into).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TrainerError);
    expect(error).toMatchObject({ code: "invalid-adapter", message: expect.stringMatching(problem) });
    expect((error as Error).message).not.toContain(temporaryDirectory());
    expect(existsSync(into)).toBe(false);
  });

  it("that is damaged anywhere is refused, or is an adapter all the same", async () => {
    const bytes = readFileSync(fileOf(PAIR));
    const damage = fc.array(fc.tuple(fc.nat(700), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(bytes.length), async (changes, length) => {
        const damaged = Buffer.from(length % 5 === 0 ? bytes.subarray(0, length) : bytes);
        for (const [offset, value] of changes) damaged[Math.min(offset, damaged.length - 1)] = value;
        const file = at("damaged.gguf");
        writeFileSync(file, damaged);
        const result = await take(file, at("of-damaged.gguf")).catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toMatchObject({ code: "invalid-adapter" });
        else expect(result).toMatchObject({ matrices: 1 });
      }),
      { numRuns: 150 },
    );
  });
});
