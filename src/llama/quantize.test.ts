import { existsSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { computeTokens, largestDifference } from "../../test/tiny-model/compute-tokens.ts";
import { temporaryDirectory, tinyModelFile } from "../../test/tiny-model/tiny-model-file.ts";
import { Batch, Model, openLlama, quantize } from "./index.ts";

const llama = openLlama();
const destinationOf = (name: string) => path.join(temporaryDirectory(), `${name}.gguf`);

async function logitsOf(file: string): Promise<Float32Array> {
  using model = await Model.load(llama, file);
  using context = model.createContext({
    cells: 256,
    batchTokens: 64,
    sequences: 1,
    threads: 1,
    keyType: "f32",
    valueType: "f32",
  });
  using batch = new Batch(64);
  return computeTokens(context, batch, 0, [1, 270, 280, 290]);
}

describe("quantize", () => {
  it.each([
    ["q8_0", 0.5],
    ["q4_0", 5],
    ["f16", 0.05],
  ] as const)("writes %s weights that compute nearly the same", async (fileType, tolerance) => {
    const source = tinyModelFile();
    const destination = destinationOf(fileType);
    await quantize(llama, { source, destination, fileType, threads: 1 });
    expect(statSync(destination).size).toBeLessThan(statSync(source).size);
    const difference = largestDifference(await logitsOf(destination), await logitsOf(source));
    expect(difference).toBeLessThan(tolerance);
    expect(difference).toBeGreaterThan(0);
  });

  it("requantizes only when that is allowed", async () => {
    const once = destinationOf("once");
    const twice = destinationOf("twice");
    await quantize(llama, { source: tinyModelFile(), destination: once, fileType: "q8_0", threads: 1 });
    const again = { source: once, destination: twice, fileType: "q4_0", threads: 1 } as const;
    await expect(quantize(llama, again)).rejects.toMatchObject({
      code: "quantize-failed",
      message: expect.stringMatching(/requantizing/),
    });
    expect(existsSync(twice)).toBe(false);
    await quantize(llama, { ...again, allowRequantize: true });
    expect(statSync(twice).size).toBeLessThan(statSync(once).size);
  });

  it("reports rising progress that ends at one, and lets the event loop live", async () => {
    const fractions: number[] = [];
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await quantize(llama, {
      source: tinyModelFile({ layers: 8, embedding: 256 }),
      destination: destinationOf("progress"),
      fileType: "q4_k_m",
      threads: 1,
      onProgress: (fraction) => fractions.push(fraction),
    });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
    expect(fractions.at(-1)).toBe(1);
    expect(fractions.toSorted((a, b) => a - b)).toEqual(fractions);
  });

  it("fails on a missing or damaged source, and leaves no file behind", async () => {
    const damaged = destinationOf("damaged");
    writeFileSync(damaged, Buffer.alloc(2000, 0x5a));
    for (const source of [destinationOf("missing"), damaged]) {
      const destination = destinationOf("never");
      await expect(
        quantize(llama, { source, destination, fileType: "q8_0", threads: 1 }),
      ).rejects.toMatchObject({ code: "quantize-failed" });
      expect(existsSync(destination)).toBe(false);
    }
  });

  it("refuses to overwrite its source", async () => {
    const source = tinyModelFile();
    await expect(
      quantize(llama, { source, destination: source, fileType: "q8_0", threads: 1 }),
    ).rejects.toMatchObject({ code: "invalid-argument" });
    expect(existsSync(source)).toBe(true);
  });
});
