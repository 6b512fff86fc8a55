import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { basename, isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type CatalogEntry, catalog, isCatalogName } from "./catalog.ts";
import { WeightsError } from "./weights-error.ts";

/** Weights that somebody asked for, and the name under which this machine keeps them. */
export interface WeightsReference extends CatalogEntry {
  /** A folder name: lower-case letters, digits, dots, underscores and hyphens. */
  readonly id: string;
}

/** Tells references apart whose readable part is the same; paths and repositories are case-sensitive. */
function uniqueId(readable: string, whole: string): string {
  const slug = readable
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
  return `${slug.slice(0, 80)}-${createHash("sha256").update(whole).digest("hex").slice(0, 8)}`;
}

const ofUnknownLicense = { license: "as stated by its source", yarnFactor: 1 } as const;

function fromHub(text: string): WeightsReference {
  const match = /^hf:([\w.-]+\/[\w.-]+)(?:@([\w./-]+))?:([^:]+)$/.exec(text);
  const [, repository, revision = "main", file] = match ?? [];
  if (!repository || !file || repository.split("/").some((part) => /^\.+$/.test(part))) {
    throw new WeightsError(
      "unknown-weights",
      `"${text}" is not understood; write hf:owner/repository:Q4_K_M or hf:owner/repository@revision:path/to/file.gguf`,
    );
  }
  return {
    ...ofUnknownLicense,
    id: uniqueId(`hf-${repository}-${file}`, `${repository}@${revision}:${file}`),
    title: `${repository} ${file}`,
    source: { kind: "hugging-face", repository, revision, file },
  };
}

function fromFile(path: string): WeightsReference {
  const name = basename(path, ".gguf");
  return {
    ...ofUnknownLicense,
    id: uniqueId(`file-${name}`, path),
    title: name,
    source: { kind: "file", path },
  };
}

function localPath(text: string, workingFolder: string): string | undefined {
  if (text.startsWith("file:")) return fileURLToPath(text);
  if (text.startsWith("~/")) return resolve(homedir(), text.slice(2));
  const looksLikePath =
    isAbsolute(text) || /^\.{1,2}[\\/]/.test(text) || text.toLowerCase().endsWith(".gguf");
  return looksLikePath ? resolve(workingFolder, text) : undefined;
}

/**
 * Understands a catalog name, `hf:owner/repository[@revision]:file-or-quantization`, or the path of
 * a GGUF file.
 * @throws WeightsError `unknown-weights` saying what can be written.
 */
export function parseReference(text: string, workingFolder: string = process.cwd()): WeightsReference {
  if (isCatalogName(text)) return { id: text, ...catalog[text] };
  if (text.startsWith("hf:")) return fromHub(text);
  const path = localPath(text, workingFolder);
  if (path) return fromFile(path);
  throw new WeightsError(
    "unknown-weights",
    `there are no weights "${text}"; use a name from the catalog (${Object.keys(catalog).join(", ")}), ` +
      "hf:owner/repository:Q4_K_M, or the path of a GGUF file",
  );
}
