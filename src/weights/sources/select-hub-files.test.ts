import { describe, expect, it } from "vitest";
import { type HubFile, selectHubFiles } from "./select-hub-files.ts";

function list(...paths: string[]): HubFile[] {
  return paths.map((path) => ({ path, bytes: 1, sha256: "a".repeat(64) }));
}

function select(wanted: string, ...paths: string[]): string[] {
  return selectHubFiles("maker/model", list(...paths), wanted).map(({ path }) => path);
}

describe("selectHubFiles", () => {
  it.each([
    ["Q4_K_M", "Qwen_Qwen3.5-2B-Q4_K_M.gguf"],
    ["q8_0", "Qwen3.5-4B-Q8_0.gguf"],
    ["UD-Q4_K_XL", "Qwen3.6-35B-A3B-UD-Q4_K_XL.gguf"],
    ["Q4_K_XL", "Model-Q4_K_XL.gguf"],
    ["Q5_K", "model.Q5_K.gguf"],
    ["sub/Exact-Name.gguf", "sub/Exact-Name.gguf"],
  ])("finds %s as %s", (wanted, path) => {
    const others = [
      "README.md",
      "mmproj-Q4_K_M.gguf",
      "mmproj-Q8_0.gguf",
      "imatrix_Q5_K.gguf",
      "Model-IQ4_XS.gguf",
    ];
    expect(select(wanted, ...others, path)).toEqual([path]);
  });

  it("does not take a dynamic quantization for the plain one", () => {
    expect(select("Q4_K_M", "Model-UD-Q4_K_M.gguf", "Model-Q4_K_M.gguf")).toEqual(["Model-Q4_K_M.gguf"]);
    expect(() => select("Q4_K_M", "Model-UD-Q4_K_M.gguf")).toThrow("has no file");
  });

  it("does not take the end of a longer name for a quantization", () => {
    expect(() => select("Q4_0", "Model-IQ4_0.gguf")).toThrow("has no file");
  });

  it("gives all parts of a split model in order, by quantization or by any part's path", () => {
    const parts = [
      "a/M-Q8_0-00002-of-00003.gguf",
      "a/M-Q8_0-00003-of-00003.gguf",
      "a/M-Q8_0-00001-of-00003.gguf",
    ];
    expect(select("Q8_0", ...parts)).toEqual(parts.toSorted());
    expect(select("a/M-Q8_0-00001-of-00003.gguf", ...parts)).toEqual(parts.toSorted());
  });

  it.each([
    ["a missing part", ["M-Q8_0-00001-of-00003.gguf", "M-Q8_0-00003-of-00003.gguf"]],
    ["a part too many", ["M-Q8_0-00001-of-00001.gguf", "M-Q8_0.gguf"]],
  ])("refuses a split model with %s", (_what, paths) => {
    expect(() => select("Q8_0", ...paths)).toThrow("are missing");
  });

  it("overlooks names that would steer a terminal", () => {
    expect(() => select("Q8_0", "\u001b[2J-Q8_0.gguf")).toThrow("it has no GGUF files");
  });

  it("asks which one when several fit", () => {
    expect(() => select("Q8_0", "A-Q8_0.gguf", "B-Q8_0.gguf")).toThrow("has several files");
  });
});
