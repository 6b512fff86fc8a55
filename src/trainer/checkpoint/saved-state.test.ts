import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../../../test/tiny-model/tiny-model-file.ts";
import type { TrainingState } from "../session/training-state.ts";
import { loadState, saveState } from "./saved-state.ts";

const state: TrainingState = {
  parameters: Float32Array.of(1, -2, 3.5),
  optimizer: { first: Float32Array.of(4, 5, 6), second: Float32Array.of(7, 8, 1e-30), updates: 9 },
  step: 11,
  lossScale: 64,
  trainedTokens: 1234,
  references: [[-1.5, -2.25]],
};
const fileOf = (name: string) => path.join(temporaryDirectory(), `${name}.bin`);

describe("saved states", () => {
  it("come back as they were", async () => {
    await saveState(fileOf("whole"), "job", state);
    expect(await loadState(fileOf("whole"), "job")).toEqual(state);
    expect(await loadState(fileOf("missing"), "job")).toBeUndefined();
  });

  it("are refused where a byte differs, the end is missing, or the job is another", async () => {
    await saveState(fileOf("good"), "job", state);
    const bytes = readFileSync(fileOf("good"));
    const changed = Buffer.from(bytes);
    changed[bytes.length - 40]! ^= 1;
    writeFileSync(fileOf("changed"), changed);
    writeFileSync(fileOf("short"), bytes.subarray(0, -7));
    for (const name of ["changed", "short"])
      await expect(loadState(fileOf(name), "job")).rejects.toMatchObject({ code: "damaged-checkpoint" });
    await expect(loadState(fileOf("good"), "other")).rejects.toMatchObject({ code: "damaged-checkpoint" });
  });

  it("are passed over where a version with another layout has written them", async () => {
    await saveState(fileOf("older"), "job", state);
    const bytes = readFileSync(fileOf("older"));
    bytes.write("4one-lora-state1", "latin1");
    writeFileSync(fileOf("older"), bytes);
    expect(await loadState(fileOf("older"), "job")).toBeUndefined();
  });

  it("say so where they cannot be written, and leave the old one", async () => {
    const nowhere = path.join(temporaryDirectory(), "no", "such", "folder", "state.bin");
    await expect(saveState(nowhere, "job", state)).rejects.toMatchObject({ code: "disk" });
  });
});
