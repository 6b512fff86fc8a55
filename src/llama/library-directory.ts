import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { LlamaError } from "./llama-error.ts";

/** The packages that hold the pinned release of llama.cpp. */
const packageVersion = "3.22.1";

/** Node's platform and architecture → suffixes of `@node-llama-cpp/*`, builds for accelerators first, plain CPU last. */
const packageSuffixes: Readonly<Record<string, readonly string[]>> = {
  "linux-x64": ["linux-x64-cuda", "linux-x64-vulkan", "linux-x64"],
  "linux-arm64": ["linux-arm64"],
  "linux-arm": ["linux-armv7l"],
  "linux-riscv64": ["linux-riscv64"],
  "darwin-arm64": ["mac-arm64-metal"],
  "darwin-x64": ["mac-x64"],
  "win32-x64": ["win-x64-cuda", "win-x64-vulkan", "win-x64"],
  "win32-arm64": ["win-arm64"],
};

/** Packages that may hold llama.cpp for this machine, best first; empty where none is published. */
export function candidatePackages(platform: string = process.platform, architecture: string = process.arch) {
  return (packageSuffixes[`${platform}-${architecture}`] ?? []).map((suffix) => `@node-llama-cpp/${suffix}`);
}

/** Folder of a package's native files, or undefined where it is not installed. */
export type FindPackageDirectory = (packageName: string) => string | undefined;

const { resolve } = createRequire(import.meta.url);

const findInstalled: FindPackageDirectory = (packageName) => {
  try {
    return path.join(path.dirname(resolve(packageName)), "..", "bins");
  } catch {
    return undefined;
  }
};

/** The three libraries of one build, in load order. */
export interface LibraryFiles {
  readonly directory: string;
  readonly ggmlBase: string;
  readonly ggml: string;
  readonly llama: string;
}

/**
 * Finds the installed build to load.
 *
 * @param directory use this folder, and only this one, instead of an npm package's.
 * @throws LlamaError `library-missing`, naming the package to install.
 */
export function locateLibraries(
  directory?: string,
  packages: readonly string[] = candidatePackages(),
  find: FindPackageDirectory = findInstalled,
): LibraryFiles {
  if (directory !== undefined) {
    const files = librariesIn(directory);
    if (files === undefined)
      throw new LlamaError("library-missing", `${directory} does not hold the libraries of llama.cpp`);
    return files;
  }
  for (const packageName of packages) {
    const bins = find(packageName);
    if (bins === undefined || !existsSync(bins)) continue;
    for (const entry of readdirSync(bins, { withFileTypes: true })) {
      const files = entry.isDirectory() ? librariesIn(path.join(bins, entry.name)) : undefined;
      if (files !== undefined) return files;
    }
  }
  const cpuPackage = packages.at(-1);
  throw new LlamaError(
    "library-missing",
    cpuPackage === undefined
      ? `no build of llama.cpp is published for ${process.platform} on ${process.arch}`
      : `llama.cpp for this machine is not installed: npm install ${cpuPackage}@${packageVersion}`,
  );
}

function librariesIn(directory: string): LibraryFiles | undefined {
  if (!existsSync(directory)) return undefined;
  const names = readdirSync(directory);
  const file = (library: string) => {
    // As in libllama.so, libllama.v0.5.0.so, libllama.cuda.v0.5.0.so; not libllama-common.so.
    const pattern = new RegExp(`^(lib)?${library}(\\.[a-z]+)?(\\.v?\\d[\\d.]*)?\\.(so|dylib|dll)$`);
    const name = names.find((candidate) => pattern.test(candidate));
    return name === undefined ? undefined : path.join(directory, name);
  };
  const [ggmlBase, ggml, llama] = [file("ggml-base"), file("ggml"), file("llama")];
  if (ggmlBase === undefined || ggml === undefined || llama === undefined) return undefined;
  return { directory, ggmlBase, ggml, llama };
}
