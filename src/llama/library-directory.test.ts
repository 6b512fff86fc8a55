import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../../test/tiny-model/tiny-model-file.ts";
import { candidatePackages, locateLibraries } from "./library-directory.ts";

function folderWith(build: string, files: readonly string[]): string {
  const bins = mkdtempSync(path.join(temporaryDirectory(), "bins-"));
  mkdirSync(path.join(bins, build));
  for (const file of files) writeFileSync(path.join(bins, build, file), "");
  return bins;
}

const linuxFiles = ["libggml-base.so", "libggml.v0.5.0.so", "libllama.v0.5.0.so", "libllama-common.so"];

describe("candidatePackages", () => {
  it("prefers builds for accelerators", () => {
    expect(candidatePackages("linux", "x64")).toEqual([
      "@node-llama-cpp/linux-x64-cuda",
      "@node-llama-cpp/linux-x64-vulkan",
      "@node-llama-cpp/linux-x64",
    ]);
  });

  it("knows no package for a platform without one", () => {
    expect(candidatePackages("aix", "ppc64")).toEqual([]);
  });
});

describe("locateLibraries", () => {
  it("takes the first package that is installed", () => {
    const bins = folderWith("linux-x64-vulkan", linuxFiles);
    const files = locateLibraries(undefined, ["cuda", "vulkan", "cpu"], (name) =>
      name === "vulkan" ? bins : undefined,
    );
    expect(files.llama).toBe(path.join(bins, "linux-x64-vulkan", "libllama.v0.5.0.so"));
    expect(files.ggml).toMatch(/libggml\.v0\.5\.0\.so$/);
  });

  it.each([
    ["a CUDA build", ["libggml-base.so", "libggml.cuda.v0.5.0.so", "libllama.cuda.v0.5.0.so"]],
    ["macOS", ["libggml-base.dylib", "libggml.dylib", "libllama.0.dylib"]],
    ["Windows", ["ggml-base.dll", "ggml.dll", "llama.dll"]],
  ])("knows the file names of %s", (_, names) => {
    const bins = folderWith("build", [...names, "libggml-cuda.so", "libllama-common.so"]);
    const files = locateLibraries(undefined, ["any"], () => bins);
    expect([files.ggmlBase, files.ggml, files.llama].map((file) => path.basename(file))).toEqual(names);
  });

  it("skips a package that holds only a part of the libraries", () => {
    const partial = folderWith("linux-x64-cuda-ext", ["libggml-cuda.so"]);
    const whole = folderWith("linux-x64", linuxFiles);
    const files = locateLibraries(undefined, ["ext", "cpu"], (name) => (name === "ext" ? partial : whole));
    expect(files.directory).toBe(path.join(whole, "linux-x64"));
  });

  it("names the package to install when none is", () => {
    expect(() => locateLibraries(undefined, ["@node-llama-cpp/linux-x64"], () => undefined)).toThrowError(
      expect.objectContaining({
        code: "library-missing",
        message: expect.stringContaining("npm install @node-llama-cpp/linux-x64"),
      }),
    );
  });

  it("uses only the given folder, and says when it is the wrong one", () => {
    expect(() => locateLibraries(temporaryDirectory())).toThrowError(
      expect.objectContaining({ code: "library-missing" }),
    );
  });
});
