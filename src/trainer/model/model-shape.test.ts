import { describe, expect, it } from "vitest";
import { tinyModelFile } from "../../../test/tiny-model/tiny-model-file.ts";
import { readGgufHeader } from "../../weights/index.ts";
import { decoderShape } from "./model-shape.ts";

const shapeOf = (architecture: Parameters<typeof tinyModelFile>[0] & object) =>
  decoderShape(readGgufHeader(tinyModelFile(architecture)));

describe("decoderShape", () => {
  it.each(["llama", "mistral3", "qwen2", "qwen3"] as const)("reads the shape of %s", (architecture) => {
    expect(shapeOf({ architecture })).toMatchObject({ architecture, layers: 2 });
  });

  it.each([
    ["gemma3", "sliding window"],
    ["qwen35", "gated delta net"],
  ] as const)("refuses %s by its name, and says why", (architecture, reason) => {
    expect(() => shapeOf({ architecture })).toThrow(
      expect.objectContaining({
        code: "unsupported-weights",
        message: expect.stringMatching(new RegExp(`${architecture} cannot be trained: .*${reason}`)),
      }),
    );
  });
});
